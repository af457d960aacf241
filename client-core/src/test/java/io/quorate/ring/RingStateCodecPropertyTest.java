package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import net.jqwik.api.constraints.Size;

class RingStateCodecPropertyTest {
    @Property(tries = 500)
    void shouldReadBackEveryState(@ForAll("states") final RingState state) {
        final ByteBuffer encoded = RingStateCodec.encode(state);
        assertEquals(RingStateCodec.encodedLength(state), encoded.limit());
        assertEquals(state, RingStateCodec.decode(encoded, 0, encoded.limit()));
    }

    @Property(tries = 5_000)
    void shouldRefuseRandomBytesClearly(@ForAll @Size(max = 200) final byte[] bytes) {
        if (bytes.length > 0) {
            // With the right format the input gets past the first check, on most tries.
            bytes[0] = 1;
        }
        decodesOrIsRefused(bytes);
    }

    @Property(tries = 5_000)
    void shouldRefuseDamagedStatesClearly(
            @ForAll("states") final RingState state, @ForAll final byte[] damage, @ForAll final int where) {
        final byte[] bytes = RingStateCodec.encode(state).array();
        for (int i = 0; i < damage.length && i < 4; i++) {
            bytes[Math.floorMod(where + i, bytes.length)] = damage[i];
        }
        decodesOrIsRefused(bytes);
    }

    private static void decodesOrIsRefused(final byte[] bytes) {
        final RingState state;
        try {
            state = RingStateCodec.decode(ByteBuffer.wrap(bytes), 0, bytes.length);
        } catch (final RingStateFormatException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("malformed ring state: "), e.getMessage());
            return;
        }
        assertEquals(ByteBuffer.wrap(bytes), RingStateCodec.encode(state));
    }

    @Provide
    Arbitrary<RingState> states() {
        final StringArbitrary text = Arbitraries.strings().withCharRange('!', '~');
        final Arbitrary<RingMember> members = Combinators.combine(
                        text.ofMinLength(1).ofMaxLength(NodeDescriptor.MAX_TEXT_BYTES),
                        text.ofMinLength(1).ofMaxLength(30),
                        Arbitraries.integers().between(1, NodeDescriptor.MAX_WEIGHT),
                        text.ofMinLength(0).ofMaxLength(10),
                        Arbitraries.of(true, false))
                .as((name, address, weight, zone, active) ->
                        new RingMember(new NodeDescriptor(name, address, weight, zone), active));
        final Arbitrary<List<RingMember>> lists =
                members.list().uniqueElements(member -> member.node().name()).ofMaxSize(8);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.longs().greaterOrEqual(0),
                        text.ofMaxLength(50).injectNull(0.3),
                        lists,
                        text.ofMaxLength(200).injectNull(0.3),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(RingState::new);
    }
}

package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of every form of frame are what {@code proto/STREAM.md} says, and stay so. */
class FrameVectorsTest {
    private static final int FRAME_RESERVED_BYTES = 2;
    private static final Map<String, Integer> RESERVED_BYTES = Map.of(
            "from", 0, "request", 4, "cancel", 3, "read-reply", 3, "store-reply", 2, "failure", 0, "too-large", 3);

    static List<FrameVector> all() {
        return FrameVector.all();
    }

    static Stream<FrameVector> written() {
        return all().stream().filter(FrameVector::isWritten);
    }

    static Stream<FrameVector> withEntries() {
        return written()
                .filter(vector -> !outcomeOf(vector, vector.frame()).entries().isEmpty());
    }

    static Stream<FrameVector> read() {
        return all().stream().filter(vector -> !vector.isRefused());
    }

    static Stream<FrameVector> refused() {
        return all().stream().filter(FrameVector::isRefused);
    }

    @Test
    void shouldHaveVectorsOfEveryType() {
        final Set<String> types = new HashSet<>();
        final Set<String> names = new HashSet<>();
        all().forEach(vector -> {
            types.add(vector.type());
            assertTrue(names.add(vector.name()), () -> vector.name() + " is there twice");
        });
        assertEquals(
                Set.of("requests", "replies", "read-requests", "read-replies", "refuse-requests", "refuse-replies"),
                types);
    }

    @ParameterizedTest
    @MethodSource("written")
    void shouldWriteVector(final FrameVector vector) {
        final ByteBuffer frame = vector.isOfReplies()
                ? ReplyEntry.frame(vector.sender(), vector.replies())
                : RequestEntry.frame(vector.requests());

        assertEquals(HexFormat.of().formatHex(vector.bytes()), HexFormat.of().formatHex(Frames.bytes(frame)));
    }

    @ParameterizedTest
    @MethodSource("read")
    void shouldReadVector(final FrameVector vector) {
        final Frames.Outcome outcome = outcomeOf(vector, vector.frame());

        assertEquals(new Frames.Outcome(vector.isOfReplies() ? vector.replies() : vector.requests(), null), outcome);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseVector(final FrameVector vector) {
        assertTrue(outcomeOf(vector, vector.frame()).isRefused());
    }

    /** Every bit of every byte: refused, or read without looking elsewhere. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldStayInsideWhenAnyBitIsDamaged(final FrameVector vector) {
        for (int bit = 0; bit < vector.bytes().length * Byte.SIZE; bit++) {
            outcomeOf(vector, damaged(vector, bit));
        }
    }

    @ParameterizedTest
    @MethodSource("read")
    void shouldRefuseVectorWhenCutOrFollowedByMore(final FrameVector vector) {
        final int length = vector.bytes().length;
        for (int cut = 0; cut < length; cut++) {
            assertTrue(outcomeOf(vector, vector.frame().limit(cut)).isRefused(), "cut to " + cut);
        }
        final ByteBuffer longer = ByteBuffer.allocate(length + 1).put(0, vector.bytes());
        assertTrue(outcomeOf(vector, longer).isRefused());
    }

    /** Each bit that is written counts: it shows in what is read, except for those that a reader has to ignore. */
    @ParameterizedTest
    @MethodSource("withEntries")
    void shouldReadSomethingElseWhenABitWithAMeaningIsDamaged(final FrameVector vector) {
        final Frames.Outcome right = outcomeOf(vector, vector.frame());
        int ignored = 0;
        for (int bit = 0; bit < vector.bytes().length * Byte.SIZE; bit++) {
            ignored += outcomeOf(vector, damaged(vector, bit)).equals(right) ? 1 : 0;
        }
        int reserved = FRAME_RESERVED_BYTES;
        for (final String line : vector.lines()) {
            reserved += RESERVED_BYTES.get(line.substring(0, line.indexOf(' ')));
        }
        assertEquals(reserved * Byte.SIZE, ignored);
    }

    private static ByteBuffer damaged(final FrameVector vector, final int bit) {
        final ByteBuffer frame = vector.frame();
        final int at = bit / Byte.SIZE;
        return frame.put(at, (byte) (frame.get(at) ^ 1 << bit % Byte.SIZE));
    }

    private static Frames.Outcome outcomeOf(final FrameVector vector, final ByteBuffer frame) {
        return vector.isOfReplies() ? Frames.readReplies(frame) : Frames.readRequests(frame);
    }
}

package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.KeyHash;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NodeConfigTest {
    private static final List<NodeDescriptor> MEMBERS = List.of(NodeDescriptor.of("a:1"), NodeDescriptor.of("b:1"));

    @Test
    void shouldHaveDefaults() {
        final NodeConfig config = NodeConfig.of("a:1", MEMBERS);

        assertEquals(1, config.epoch());
        assertEquals(RingConfig.DEFAULT, config.placement());
        assertEquals(256, config.maxKeyBytes());
        assertEquals(1 << 20, config.maxValueBytes());
        assertEquals(NodeConfig.ANY_AHEAD, config.maxAheadMs());
    }

    @Test
    void shouldPutAllIntoRingState() {
        final RingConfig placement = new RingConfig(KeyHash.MURMUR3_32, 16, 2);
        final NodeConfig config = NodeConfig.of("b:1", MEMBERS).withEpoch(7).withPlacement(placement, true);

        final RingState state = config.ringState(5);

        assertEquals(7, state.epoch());
        assertEquals("b:1", state.selfName());
        assertEquals(MEMBERS, state.nodes());
        assertEquals(5, state.updatedAtMs());
        assertEquals(RingFingerprint.of(placement, MEMBERS, true).text(), state.fingerprintText());
    }

    @Test
    void shouldNameValueAndLimitWhenOutOfRange() {
        final NodeConfig config = NodeConfig.of("a:1", MEMBERS);

        assertRefused("selfName=c:1 is not among the members [a:1, b:1]", () -> NodeConfig.of("c:1", MEMBERS));
        assertRefused("epoch=0 must be 1 to", () -> config.withEpoch(0));
        assertRefused("maxKeyBytes=0 must be 1 to 65536", () -> config.withLimits(0, 1));
        assertRefused("maxKeyBytes=65537", () -> config.withLimits(65_537, 1));
        assertRefused("maxValueBytes=-1 must be 0 to", () -> config.withLimits(1, -1));
        assertRefused("maxValueBytes=1073741825", () -> config.withLimits(1, (1 << 30) + 1));
        assertRefused("maxAheadMs=-1", () -> config.withMaxAheadMs(-1));
        assertRefused("lists member a:1 twice", () -> NodeConfig.of("a:1", List.of(MEMBERS.get(0), MEMBERS.get(0)))
                .ringState(0));
    }

    private static void assertRefused(final String part, final Executable change) {
        final String message =
                assertThrows(IllegalArgumentException.class, change).getMessage();
        assertTrue(message.contains(part), message);
    }
}

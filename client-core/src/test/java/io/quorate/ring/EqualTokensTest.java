package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two members whose tokens collide, found by search: 32-bit hashes of 100,000 names are enough. */
class EqualTokensTest {
    @Test
    void shouldOrderEqualTokensByMemberName() {
        final RingConfig config = new RingConfig(KeyHash.MURMUR3_32, 1, 2);
        final List<NodeDescriptor> pair = findCollision(config);
        final RingSnapshot ring = RingSnapshot.build(pair, config, 1);
        assertEquals(ring.token(0), ring.token(1));
        final RingSnapshot reversed = RingSnapshot.build(List.of(pair.get(1), pair.get(0)), config, 1);
        for (final RingSnapshot each : List.of(ring, reversed)) {
            assertEquals(0, each.replica(0, 0));
            assertEquals(1, each.replica(0, 1));
            assertEquals(1, each.replica(1, 0));
            assertEquals(0, each.replica(1, 1));
            assertEquals(0, each.slotOf(each.token(0)));
            assertEquals(1.0, each.ownershipShares()[0]);
        }
    }

    private static List<NodeDescriptor> findCollision(final RingConfig config) {
        final Map<Long, NodeDescriptor> byToken = new HashMap<>();
        final int names = 400_000;
        for (int i = 0; i < names; i++) {
            final NodeDescriptor node = NodeDescriptor.of("node-" + i + ":7000");
            final long token = new MemberTokens(new NodeDescriptor[] {node}, config).tokens()[0];
            final NodeDescriptor other = byToken.put(token, node);
            if (other != null) {
                return new ArrayList<>(List.of(node, other));
            }
        }
        throw new AssertionError("no two of " + names + " names collide in 32 bits");
    }
}

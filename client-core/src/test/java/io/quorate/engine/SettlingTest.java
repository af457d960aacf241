package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a start that has found the ring waits for members that neither answer nor refuse. */
class SettlingTest {

    @Test
    void shouldStartAfterAMomentWhenOneSilentMemberCannotCostAnyQuorum() {
        try (Rig rig = silent("c:1").begin()) {
            assertEquals(0, rig.starts.get());
            rig.env.advance(999 * Rig.MS);
            assertEquals(0, rig.starts.get());
            rig.env.advance(2 * Rig.MS);
            assertEquals(1, rig.starts.get());
            assertNull(rig.startError);
        }
    }

    @Test
    void shouldWaitForTheDialTimeoutWhenTheSilentCouldCostAQuorum() {
        try (Rig rig = silent("b:1", "c:1").begin()) {
            rig.env.advance(4_998 * Rig.MS);
            assertEquals(0, rig.starts.get());
            rig.env.advance(3 * Rig.MS);
            assertEquals(1, rig.starts.get());
            assertNull(rig.startError);
        }
    }

    @Test
    void shouldStartAsSoonAsTheLastSilentMemberAnswers() {
        try (Rig rig = silent("b:1", "c:1").begin()) {
            rig.env.advance(2_000 * Rig.MS);
            rig.peer("b:1").comeUp();
            assertEquals(1, rig.starts.get());
            assertNull(rig.startError);
        }
    }

    private static Rig silent(final String... addresses) {
        final Rig rig = new Rig();
        return rig.peers(peer -> {
            peer.ring = rig.state(1, "a:1", "b:1", "c:1");
            peer.dial = List.of(addresses).contains(peer.node.address()) ? FakePeer.Dial.IGNORE : FakePeer.Dial.ACCEPT;
        });
    }
}

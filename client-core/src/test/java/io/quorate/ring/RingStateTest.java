package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingStateTest {
    private static final RingMember A = new RingMember(NodeDescriptor.of("a:1"), true);
    private static final RingMember B = new RingMember(NodeDescriptor.of("b:1"), false);

    @Test
    void shouldKnowMembersAloneWhenAnOlderServerAnswered() {
        final RingState state = RingState.ofLegacy(List.of(B, A));
        assertTrue(state.legacy());
        assertEquals(0, state.epoch());
        assertEquals(0, state.updatedAtMs());
        assertNull(state.selfName());
        assertNull(state.fingerprintText());
        assertEquals(List.of(B, A), state.members());
    }

    @Test
    void shouldPlaceInactiveMembersToo() {
        final RingState state = new RingState(false, 1, "a:1", List.of(A, B), null, 0);
        assertEquals(List.of(A.node(), B.node()), state.nodes());
    }

    @Test
    void shouldNotFollowLaterChangesOfTheList() {
        final List<RingMember> members = new ArrayList<>(List.of(A));
        final RingState state = RingState.ofLegacy(members);
        members.add(B);
        assertEquals(List.of(A), state.members());
    }

    @Test
    void shouldRefuseAMemberListedTwice() {
        final RingMember again = new RingMember(NodeDescriptor.of("a:1").withAddress("c:1"), false);
        assertEquals(
                "ring state lists member a:1 twice: give each node a name of its own",
                assertThrows(IllegalArgumentException.class, () -> RingState.ofLegacy(List.of(A, B, again)))
                        .getMessage());
    }

    @Test
    void shouldRefuseNegativeNumbers() {
        assertEquals(
                "epoch=-1 must be 0 or higher",
                assertThrows(IllegalArgumentException.class, () -> new RingState(false, -1, null, List.of(A), null, 0))
                        .getMessage());
        assertEquals(
                "updatedAtMs=-1 must be 0 or higher",
                assertThrows(IllegalArgumentException.class, () -> new RingState(false, 1, null, List.of(A), null, -1))
                        .getMessage());
    }
}

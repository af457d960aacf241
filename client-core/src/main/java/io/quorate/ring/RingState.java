package io.quorate.ring;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node answers when it is asked for its ring.
 *
 * <p>Threads: immutable. Units: {@code epoch} is set by whoever operates the cluster and is meaningless when {@code legacy};
 * {@code updatedAtMs} is the node's wall time in milliseconds since 1970 at its last change of the ring, 0 if unknown. Errors: a
 * negative epoch or time and a member that is listed twice are refused with an {@link IllegalArgumentException}.
 *
 * @param legacy whether an older server answered, which has no epoch, no addresses and no fingerprint
 * @param epoch the ring's epoch, 0 or higher
 * @param selfName member name of the node that answered, null if it did not say
 * @param members the members it knows, in the order of the answer
 * @param fingerprintText what {@link RingFingerprint#text()} gives on the node, null if it did not say
 * @param updatedAtMs when the node's ring last changed
 */
public record RingState(
        boolean legacy,
        long epoch,
        @Nullable String selfName,
        List<RingMember> members,
        @Nullable String fingerprintText,
        long updatedAtMs) {

    /** Checks the ranges and copies the list. */
    public RingState {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch=" + epoch + " must be 0 or higher");
        }
        if (updatedAtMs < 0) {
            throw new IllegalArgumentException("updatedAtMs=" + updatedAtMs + " must be 0 or higher");
        }
        members = List.copyOf(members);
        final Set<String> names = new HashSet<>();
        for (final RingMember member : members) {
            if (!names.add(member.node().name())) {
                throw new IllegalArgumentException(
                        "ring state lists member " + member.node().name() + " twice: give each node a name of its own");
            }
        }
    }

    /**
     * The answer of an older server: members alone.
     *
     * @param members the members it knows
     * @return the state, without epoch, own name and fingerprint
     */
    public static RingState ofLegacy(final List<RingMember> members) {
        return new RingState(true, 0, null, members, null, 0);
    }

    /**
     * The descriptors of all members, active or not, as {@link RingSnapshot#build} takes them.
     *
     * @return the descriptors in the order of {@link #members()}
     */
    public List<NodeDescriptor> nodes() {
        return members.stream().map(RingMember::node).toList();
    }
}

package io.quorate.ring;

import java.util.Objects;

/**
 * A member as one node sees it.
 *
 * <p>Threads: immutable. Guarantee: {@code active} is a hint about health; a member that is not active still places keys.
 *
 * @param node the member
 * @param active whether the answering node believes that it is up
 */
public record RingMember(NodeDescriptor node, boolean active) {
    /** Checks for null. */
    public RingMember {
        Objects.requireNonNull(node, "node");
    }
}

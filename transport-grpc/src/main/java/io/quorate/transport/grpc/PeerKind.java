package io.quorate.transport.grpc;

import io.quorate.transport.Capabilities;

/**
 * What answers at the other end of a connection.
 *
 * @param older whether it is an older server of the contract, no Quorate node
 * @param capabilities what it can do, bits of {@link Capabilities}
 */
record PeerKind(boolean older, long capabilities) {
    static final PeerKind HONOURING = new PeerKind(true, 0);
    static final PeerKind STAMPING = new PeerKind(true, Capabilities.OWN_TIMESTAMPS);

    /** Bits that this client does not know are left out. */
    static PeerKind quorate(final long told) {
        return new PeerKind(false, told & Capabilities.QUORATE_NODE);
    }

    boolean stamping() {
        return Capabilities.has(capabilities, Capabilities.OWN_TIMESTAMPS);
    }

    boolean can(final long wanted) {
        return Capabilities.has(capabilities, wanted);
    }

    @Override
    public String toString() {
        if (!older) {
            return "a Quorate node";
        }
        return stamping() ? "an older server that stamps on its own clock" : "an older server that keeps timestamps";
    }
}

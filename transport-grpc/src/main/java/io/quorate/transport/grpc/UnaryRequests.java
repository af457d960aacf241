package io.quorate.transport.grpc;

import io.quorate.transport.ReplicaRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests into messages, once for all nodes that the same request goes to: its sends follow each other.
 *
 * <p>Thread-safe. Threads that send at the same time push out each other's last message, and make it again.
 */
final class UnaryRequests {
    /** What is larger is not kept, lest a client that stands still holds on to it. */
    private static final int MAX_KEPT_BYTES = 64 << 10;

    private volatile @Nullable UnaryRequest last;

    /** The request as a message; {@code older}: for a server of before Quorate. */
    UnaryRequest of(final ReplicaRequest request, final boolean older) {
        final UnaryRequest known = last;
        if (known != null && known.isOf(request, older)) {
            return known;
        }
        final UnaryRequest made = new UnaryRequest(request, older);
        if (made.message().getSerializedSize() <= MAX_KEPT_BYTES) {
            last = made;
        }
        return made;
    }
}

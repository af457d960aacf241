package io.quorate.transport.grpc;

import io.quorate.transport.frame.FrameFormat;
import java.nio.ByteBuffer;

/** How large the buffers of a stream are, and how they grow. */
final class FrameSizes {
    /** What a stream keeps in a buffer at the most; what had to be larger is given back after use. */
    static final int MAX_KEPT_BYTES = FrameFormat.MAX_FRAME_BYTES;

    /** Enough for a few dozen small requests. */
    static final int INITIAL_BYTES = 4 << 10;

    private FrameSizes() {}

    /** A buffer with the same first bytes and more room. */
    static ByteBuffer grown(final ByteBuffer full, final int usedBytes, final int neededBytes) {
        final ByteBuffer larger =
                ByteBuffer.allocate(Math.max(neededBytes, Math.min(2 * full.capacity(), MAX_KEPT_BYTES)));
        larger.put(0, full, 0, usedBytes);
        return larger;
    }
}

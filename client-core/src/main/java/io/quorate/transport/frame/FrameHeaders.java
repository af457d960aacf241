package io.quorate.transport.frame;

import java.nio.ByteBuffer;

/** Writes what all frames begin with. */
final class FrameHeaders {
    private FrameHeaders() {}

    static void begin(final ByteBuffer frame, final int at, final byte type, final int count) {
        frame.put(at + FrameFormat.FRAME_VERSION, (byte) FrameFormat.VERSION);
        frame.put(at + FrameFormat.FRAME_TYPE, type);
        FrameFormat.putShort(frame, at + FrameFormat.FRAME_RESERVED, 0);
        FrameFormat.putInt(frame, at + FrameFormat.FRAME_COUNT, count);
    }
}

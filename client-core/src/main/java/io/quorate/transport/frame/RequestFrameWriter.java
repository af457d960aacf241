package io.quorate.transport.frame;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;

/**
 * Writes requests into frames. An entry may be written first and put into a frame later, with the timeout that is left then.
 *
 * <p><b>Threads.</b> Any, pure functions. <b>Units.</b> Timeouts are microseconds. <b>Allocation.</b> None. <b>Errors.</b> Whoever calls
 * has checked that there is room: {@link #entryLength} tells how much; writing beyond a buffer's limit is an
 * {@link IndexOutOfBoundsException}. <b>Ownership.</b> Buffers are accessed absolutely; position, limit and byte order mean nothing and
 * stay as they are.
 */
public final class RequestFrameWriter {
    private static final int MAX_FLAGS = 0xFF;

    private RequestFrameWriter() {}

    /**
     * Writes the header of a frame.
     *
     * @param frame takes it
     * @param at where the frame starts
     * @param count how many entries follow
     */
    public static void header(final ByteBuffer frame, final int at, final int count) {
        FrameHeaders.begin(frame, at, FrameFormat.TYPE_REQUESTS, count);
    }

    /**
     * How many bytes a request takes.
     *
     * @param request the request
     * @return bytes of its entry; more than {@link FrameFormat#MAX_ENTRY_BYTES}: it cannot travel in a frame, because it is too large, or
     *     because it has flags or a kind that an entry cannot tell
     */
    public static long entryLength(final ReplicaRequest request) {
        // A key whose length has more than 16 bits makes the entry too large.
        return request.kind() == FrameFormat.KIND_CANCEL || (request.flags() & ~MAX_FLAGS) != 0
                ? Long.MAX_VALUE
                : (long) FrameFormat.REQUEST_HEADER_BYTES + request.keyLength() + request.valueLength();
    }

    /**
     * Writes a request, with {@link FrameFormat#TIMEOUT_MAX_US} for its timeout.
     *
     * @param request the request, whose {@link #entryLength} is at most {@link FrameFormat#MAX_ENTRY_BYTES}
     * @param callId comes back with the answer
     * @param to takes the entry
     * @param at where it starts
     * @return bytes written
     */
    public static int entry(final ReplicaRequest request, final long callId, final ByteBuffer to, final int at) {
        final int keyLength = request.keyLength();
        final int valueLength = request.valueLength();
        final int length = FrameFormat.REQUEST_HEADER_BYTES + keyLength + valueLength;
        FrameFormat.putInt(to, at + FrameFormat.ENTRY_LENGTH, length);
        to.put(at + FrameFormat.ENTRY_KIND, request.kind());
        to.put(at + FrameFormat.REQUEST_FLAGS, (byte) request.flags());
        FrameFormat.putShort(to, at + FrameFormat.REQUEST_KEY_LENGTH, keyLength);
        FrameFormat.putLong(to, at + FrameFormat.ENTRY_CALL_ID, callId);
        FrameFormat.putInt(to, at + FrameFormat.REQUEST_TIMEOUT_US, -1);
        FrameFormat.putInt(to, at + FrameFormat.REQUEST_RESERVED, 0);
        FrameFormat.putLong(to, at + FrameFormat.REQUEST_RING_EPOCH, request.ringEpoch());
        FrameFormat.putLong(to, at + FrameFormat.REQUEST_TIMESTAMP, request.timestamp());
        FrameFormat.putLong(to, at + FrameFormat.REQUEST_WRITER_ID, request.writerId());
        FrameFormat.putLong(to, at + FrameFormat.REQUEST_ID, request.requestId());
        final int key = at + FrameFormat.REQUEST_HEADER_BYTES;
        if (keyLength > 0) {
            to.put(key, request.bytes(), request.keyOffset(), keyLength);
        }
        if (valueLength > 0) {
            to.put(key + keyLength, request.bytes(), request.valueOffset(), valueLength);
        }
        return length;
    }

    /**
     * Sets the timeout of a request that was written before.
     *
     * @param to holds the entry
     * @param at where it starts
     * @param timeoutUs how long the client waits from now, cut to what the field can say
     */
    public static void timeout(final ByteBuffer to, final int at, final long timeoutUs) {
        final long cut = Math.max(0, Math.min(timeoutUs, FrameFormat.TIMEOUT_MAX_US));
        FrameFormat.putInt(to, at + FrameFormat.REQUEST_TIMEOUT_US, (int) cut);
    }

    /**
     * Writes that nobody waits for a call any more.
     *
     * @param callId the call
     * @param to takes the entry
     * @param at where it starts
     * @return bytes written
     */
    public static int cancel(final long callId, final ByteBuffer to, final int at) {
        FrameFormat.putInt(to, at + FrameFormat.ENTRY_LENGTH, FrameFormat.ENTRY_MIN_BYTES);
        to.put(at + FrameFormat.ENTRY_KIND, FrameFormat.KIND_CANCEL);
        to.put(at + FrameFormat.REQUEST_FLAGS, (byte) 0);
        FrameFormat.putShort(to, at + FrameFormat.REQUEST_KEY_LENGTH, 0);
        FrameFormat.putLong(to, at + FrameFormat.ENTRY_CALL_ID, callId);
        return FrameFormat.ENTRY_MIN_BYTES;
    }
}

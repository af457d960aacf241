package io.quorate.transport.frame;

import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a node's answers into frames.
 *
 * <p>Who answers is told once per frame: replies of another epoch or store than {@link #header} told belong into another frame.
 *
 * <p><b>Threads.</b> Any, pure functions. <b>Allocation.</b> None, except for a failure's text. <b>Errors.</b> Whoever calls has checked
 * that there is room; writing beyond a buffer's limit is an {@link IndexOutOfBoundsException}. <b>Ownership.</b> Buffers are accessed
 * absolutely; position, limit and byte order mean nothing and stay as they are.
 */
public final class ReplyFrameWriter {
    /** A failure's text has at most so many bytes. */
    public static final int MAX_DETAIL_BYTES = 1_024;

    /** An entry without a value, and that of a failure, never has more bytes than this. */
    public static final int MAX_BARE_ENTRY_BYTES = FrameFormat.FAILURE_HEADER_BYTES + MAX_DETAIL_BYTES;

    /** The first bits of each byte of a character but its first. */
    private static final int UTF8_CONTINUATION = 0x80;

    private static final int UTF8_LEAD_MASK = 0xC0;

    private ReplyFrameWriter() {}

    /**
     * Writes the header of a frame.
     *
     * @param frame takes it
     * @param at where the frame starts
     * @param count how many entries follow
     * @param ringEpoch epoch of the node
     * @param nodeWallMs the node's wall clock
     * @param incarnationHigh high half of the store's UUID
     * @param incarnationLow low half of the store's UUID
     */
    public static void header(
            final ByteBuffer frame,
            final int at,
            final int count,
            final long ringEpoch,
            final long nodeWallMs,
            final long incarnationHigh,
            final long incarnationLow) {
        FrameHeaders.begin(frame, at, FrameFormat.TYPE_REPLIES, count);
        FrameFormat.putLong(frame, at + FrameFormat.FRAME_RING_EPOCH, ringEpoch);
        FrameFormat.putLong(frame, at + FrameFormat.FRAME_WALL_MS, nodeWallMs);
        FrameFormat.putLong(frame, at + FrameFormat.FRAME_INCARNATION_HIGH, incarnationHigh);
        FrameFormat.putLong(frame, at + FrameFormat.FRAME_INCARNATION_LOW, incarnationLow);
    }

    /**
     * How many bytes a reply takes.
     *
     * @param reply the reply
     * @return bytes of its entry; more than {@link FrameFormat#MAX_ENTRY_BYTES}: a read's cannot travel in a frame, a store's travels alone
     */
    public static long entryLength(final ReplicaReply reply) {
        return (long) headerBytes(reply.result()) + reply.valueLength();
    }

    /**
     * Writes a reply.
     *
     * @param reply the reply; one that is larger than {@link FrameFormat#MAX_ENTRY_BYTES} must be the only one of its frame
     * @param callId id of the call that it answers
     * @param to takes the entry
     * @param at where it starts
     * @return bytes written
     */
    public static int entry(final ReplicaReply reply, final long callId, final ByteBuffer to, final int at) {
        final int valueLength = reply.valueLength();
        final int result = reply.result();
        final int headerBytes = headerBytes(result);
        final boolean store = headerBytes == FrameFormat.STORE_REPLY_HEADER_BYTES;
        begin((byte) result, store ? (byte) reply.previous() : FrameFormat.PREVIOUS_UNKNOWN, callId, to, at);
        FrameFormat.putInt(to, at + FrameFormat.ENTRY_LENGTH, headerBytes + valueLength);
        FrameFormat.putShort(to, at + FrameFormat.REPLY_RESERVED, 0);
        FrameFormat.putLong(to, at + FrameFormat.REPLY_TIMESTAMP, reply.timestamp());
        FrameFormat.putLong(to, at + FrameFormat.REPLY_WRITER_ID, reply.writerId());
        if (store) {
            FrameFormat.putLong(to, at + FrameFormat.REPLY_PREVIOUS_TIMESTAMP, reply.previousTimestamp());
            FrameFormat.putLong(to, at + FrameFormat.REPLY_PREVIOUS_WRITER_ID, reply.previousWriterId());
        }
        if (valueLength > 0) {
            to.put(at + headerBytes, reply.bytes(), reply.valueOffset(), valueLength);
        }
        return headerBytes + valueLength;
    }

    /**
     * Writes that the answer is too large for a frame and has to be asked for in another way.
     *
     * @param callId id of the call
     * @param to takes the entry
     * @param at where it starts
     * @return bytes written
     */
    public static int tooLarge(final long callId, final ByteBuffer to, final int at) {
        begin(FrameFormat.KIND_TOO_LARGE, (byte) 0, callId, to, at);
        FrameFormat.putInt(to, at + FrameFormat.ENTRY_LENGTH, FrameFormat.ENTRY_MIN_BYTES);
        FrameFormat.putShort(to, at + FrameFormat.REPLY_RESERVED, 0);
        return FrameFormat.ENTRY_MIN_BYTES;
    }

    /**
     * Writes that a request failed.
     *
     * @param callId id of the call
     * @param fate what became of it, a fate of {@link io.quorate.transport.ReplicaListener} that a node can tell
     * @param code why, a {@code CODE_} constant of {@link io.quorate.transport.ReplicaListener}
     * @param detail for people, cut to {@link #MAX_DETAIL_BYTES}, between characters
     * @param to takes the entry
     * @param at where it starts
     * @return bytes written
     */
    public static int failure(
            final long callId,
            final int fate,
            final int code,
            final @Nullable String detail,
            final ByteBuffer to,
            final int at) {
        final byte[] text = detail == null ? new byte[0] : detail.getBytes(StandardCharsets.UTF_8);
        final int textLength = cutLength(text);
        begin(FrameFormat.KIND_FAILURE, (byte) fate, callId, to, at);
        FrameFormat.putInt(to, at + FrameFormat.ENTRY_LENGTH, FrameFormat.FAILURE_HEADER_BYTES + textLength);
        FrameFormat.putShort(to, at + FrameFormat.FAILURE_CODE, code);
        to.put(at + FrameFormat.FAILURE_HEADER_BYTES, text, 0, textLength);
        return FrameFormat.FAILURE_HEADER_BYTES + textLength;
    }

    private static void begin(
            final byte kind, final byte detail, final long callId, final ByteBuffer to, final int at) {
        to.put(at + FrameFormat.ENTRY_KIND, kind);
        to.put(at + FrameFormat.REPLY_PREVIOUS, detail);
        FrameFormat.putLong(to, at + FrameFormat.ENTRY_CALL_ID, callId);
    }

    private static int cutLength(final byte[] utf8) {
        if (utf8.length <= MAX_DETAIL_BYTES) {
            return utf8.length;
        }
        int length = MAX_DETAIL_BYTES;
        while ((utf8[length] & UTF8_LEAD_MASK) == UTF8_CONTINUATION) {
            length--;
        }
        return length;
    }

    private static int headerBytes(final int result) {
        return result >= ReplicaReply.STORED
                ? FrameFormat.STORE_REPLY_HEADER_BYTES
                : FrameFormat.READ_REPLY_HEADER_BYTES;
    }
}

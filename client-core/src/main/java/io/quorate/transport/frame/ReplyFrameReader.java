package io.quorate.transport.frame;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replies of a frame one by one; itself the current one.
 *
 * <p><b>Threads.</b> Belongs to one thread at a time. <b>Allocation.</b> None, except {@link #detail()}. <b>Errors.</b> Malformed bytes are
 * refused with a {@link FrameFormatException} before anything of them is shown; nothing outside the frame is read. <b>Ownership.</b> The
 * frame's buffer stays the caller's and must not change while it is read.
 */
public final class ReplyFrameReader extends FrameReader implements ReplicaReply {
    private long ringEpoch;
    private long nodeWallMs;
    private long incarnationHigh;
    private long incarnationLow;
    private int headerBytes;

    /** Creates a reader without a frame. */
    public ReplyFrameReader() {
        super(FrameFormat.TYPE_REPLIES, FrameFormat.REPLY_FRAME_HEADER_BYTES, true);
    }

    /**
     * Starts to read a frame.
     *
     * @param frame holds it
     * @param offset where it starts
     * @param length how many bytes it has
     * @return this
     * @throws FrameFormatException if its header is malformed
     */
    public ReplyFrameReader wrap(final ByteBuffer frame, final int offset, final int length) {
        wrapFrame(frame, offset, length);
        ringEpoch = FrameFormat.getLong(frame, offset + FrameFormat.FRAME_RING_EPOCH);
        nodeWallMs = FrameFormat.getLong(frame, offset + FrameFormat.FRAME_WALL_MS);
        incarnationHigh = FrameFormat.getLong(frame, offset + FrameFormat.FRAME_INCARNATION_HIGH);
        incarnationLow = FrameFormat.getLong(frame, offset + FrameFormat.FRAME_INCARNATION_LOW);
        return this;
    }

    @Override
    @Nullable
    String flaw() {
        switch (entryKind()) {
            case ABSENT, VALUE, TOMBSTONE -> headerBytes = FrameFormat.READ_REPLY_HEADER_BYTES;
            case STORED, KEPT_NEWER, EQUAL -> headerBytes = FrameFormat.STORE_REPLY_HEADER_BYTES;
            case FrameFormat.KIND_FAILURE -> headerBytes = FrameFormat.FAILURE_HEADER_BYTES;
            case FrameFormat.KIND_TOO_LARGE -> headerBytes = FrameFormat.ENTRY_MIN_BYTES;
            default -> {
                return "a reply of kind " + entryKind();
            }
        }
        if (entryBytes() < headerBytes) {
            return tooShort(headerBytes);
        }
        if (isStore()) {
            final int previous = previous();
            return previous < PREVIOUS_UNKNOWN || previous > TOMBSTONE
                    ? "a reply tells a previous state " + previous
                    : null;
        }
        if (entryBytes() > FrameFormat.MAX_ENTRY_BYTES) {
            return "an entry of kind " + entryKind() + " has " + entryBytes() + " bytes: it may have "
                    + FrameFormat.MAX_ENTRY_BYTES;
        }
        return isFailure() && (fate() < ReplicaListener.REFUSED || fate() > ReplicaListener.MAYBE_APPLIED)
                ? "a failure tells a fate " + fate()
                : null;
    }

    /**
     * Whether the request failed; then {@link #fate()}, {@link #code()} and {@link #detail()} tell how, and there is no version.
     *
     * @return false for a reply
     */
    public boolean isFailure() {
        return entryKind() == FrameFormat.KIND_FAILURE;
    }

    /**
     * Whether the answer is there but too large for a frame, so that the client has to ask for it in another way. Nothing was changed.
     *
     * @return true: it has a {@link #callId()} and nothing else
     */
    public boolean isTooLarge() {
        return entryKind() == FrameFormat.KIND_TOO_LARGE;
    }

    /**
     * What became of a request that failed.
     *
     * @return a fate of {@link ReplicaListener}, never {@link ReplicaListener#NOT_SENT}
     */
    public int fate() {
        return byteAt(FrameFormat.FAILURE_FATE);
    }

    /**
     * Why a request failed.
     *
     * @return a {@code CODE_} constant of {@link ReplicaListener}, or a number that is unknown here
     */
    public int code() {
        return unsignedShortAt(FrameFormat.FAILURE_CODE);
    }

    /**
     * The node's words about a request that failed, as they came.
     *
     * @return a new string, possibly empty; not fit to be shown before it was cleaned
     */
    public String detail() {
        final byte[] text = new byte[entryBytes() - headerBytes];
        buffer().get(entry() + headerBytes, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public int result() {
        return entryKind();
    }

    @Override
    public long timestamp() {
        return longAt(FrameFormat.REPLY_TIMESTAMP);
    }

    @Override
    public long writerId() {
        return longAt(FrameFormat.REPLY_WRITER_ID);
    }

    @Override
    public long incarnationHigh() {
        return incarnationHigh;
    }

    @Override
    public long incarnationLow() {
        return incarnationLow;
    }

    @Override
    public long ringEpoch() {
        return ringEpoch;
    }

    @Override
    public long nodeWallMs() {
        return nodeWallMs;
    }

    @Override
    public int previous() {
        return isStore() ? byteAt(FrameFormat.REPLY_PREVIOUS) : PREVIOUS_UNKNOWN;
    }

    @Override
    public long previousTimestamp() {
        return isStore() ? longAt(FrameFormat.REPLY_PREVIOUS_TIMESTAMP) : 0;
    }

    @Override
    public long previousWriterId() {
        return isStore() ? longAt(FrameFormat.REPLY_PREVIOUS_WRITER_ID) : 0;
    }

    @Override
    public ByteBuffer bytes() {
        return buffer();
    }

    @Override
    public int valueOffset() {
        return entry() + headerBytes;
    }

    @Override
    public int valueLength() {
        return entryBytes() - headerBytes;
    }

    private boolean isStore() {
        return headerBytes == FrameFormat.STORE_REPLY_HEADER_BYTES;
    }
}

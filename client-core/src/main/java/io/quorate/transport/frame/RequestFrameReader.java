package io.quorate.transport.frame;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of a frame one by one; itself the current one.
 *
 * <pre>
 * reader.wrap(frame, 0, length);
 * while (reader.next()) {
 *     node.handle(reader, ...);
 * }
 * </pre>
 *
 * <p><b>Threads.</b> Belongs to one thread at a time. <b>Units.</b> Timeouts are microseconds. <b>Allocation.</b> None. <b>Errors.</b>
 * Malformed bytes are refused with a {@link FrameFormatException} before anything of them is shown; nothing outside the frame is read.
 * <b>Ownership.</b> The frame's buffer stays the caller's and must not change while it is read.
 */
public final class RequestFrameReader extends FrameReader implements ReplicaRequest {

    /** Creates a reader without a frame. */
    public RequestFrameReader() {
        super(FrameFormat.TYPE_REQUESTS, FrameFormat.REQUEST_FRAME_HEADER_BYTES, false);
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
    public RequestFrameReader wrap(final ByteBuffer frame, final int offset, final int length) {
        wrapFrame(frame, offset, length);
        return this;
    }

    @Override
    @Nullable
    String flaw() {
        if (isCancel()) {
            return null;
        }
        if (entryBytes() < FrameFormat.REQUEST_HEADER_BYTES) {
            return tooShort(FrameFormat.REQUEST_HEADER_BYTES);
        }
        return valueLength() < 0 ? tooShort(FrameFormat.REQUEST_HEADER_BYTES + keyLength()) : null;
    }

    /**
     * Whether this is no request, but says that nobody waits any more for the call of this id.
     *
     * @return true: it has a {@link #callId()} and nothing else
     */
    public boolean isCancel() {
        return entryKind() == FrameFormat.KIND_CANCEL;
    }

    /**
     * How long the client waits for the answer, from when it sent the frame.
     *
     * @return microseconds, {@link FrameFormat#TIMEOUT_MAX_US} for as long as that or longer
     */
    public long timeoutUs() {
        return Integer.toUnsignedLong(intAt(FrameFormat.REQUEST_TIMEOUT_US));
    }

    @Override
    public byte kind() {
        return entryKind();
    }

    @Override
    public int flags() {
        return Byte.toUnsignedInt(byteAt(FrameFormat.REQUEST_FLAGS));
    }

    @Override
    public long ringEpoch() {
        return longAt(FrameFormat.REQUEST_RING_EPOCH);
    }

    @Override
    public long timestamp() {
        return longAt(FrameFormat.REQUEST_TIMESTAMP);
    }

    @Override
    public long writerId() {
        return longAt(FrameFormat.REQUEST_WRITER_ID);
    }

    @Override
    public long requestId() {
        return longAt(FrameFormat.REQUEST_ID);
    }

    @Override
    public ByteBuffer bytes() {
        return buffer();
    }

    @Override
    public int keyOffset() {
        return entry() + FrameFormat.REQUEST_HEADER_BYTES;
    }

    @Override
    public int keyLength() {
        return unsignedShortAt(FrameFormat.REQUEST_KEY_LENGTH);
    }

    @Override
    public int valueOffset() {
        return keyOffset() + keyLength();
    }

    @Override
    public int valueLength() {
        return entryBytes() - FrameFormat.REQUEST_HEADER_BYTES - keyLength();
    }
}

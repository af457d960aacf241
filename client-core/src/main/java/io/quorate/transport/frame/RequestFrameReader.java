package io.quorate.transport.frame;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;

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
    void checkEntry() {
        if (!isCancel()) {
            needBytes(FrameFormat.REQUEST_HEADER_BYTES);
            needBytes(FrameFormat.REQUEST_HEADER_BYTES + keyLength());
        }
    }

    /**
     * Whether this is no request, but says that nobody waits any more for the call of this id.
     *
     * @return true: nothing but {@link #callId()} means anything
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
        return Integer.toUnsignedLong(FrameFormat.getInt(buffer(), entry() + FrameFormat.REQUEST_TIMEOUT_US));
    }

    @Override
    public byte kind() {
        return entryKind();
    }

    @Override
    public int flags() {
        return Byte.toUnsignedInt(buffer().get(entry() + FrameFormat.REQUEST_FLAGS));
    }

    @Override
    public long ringEpoch() {
        return FrameFormat.getLong(buffer(), entry() + FrameFormat.REQUEST_RING_EPOCH);
    }

    @Override
    public long timestamp() {
        return FrameFormat.getLong(buffer(), entry() + FrameFormat.REQUEST_TIMESTAMP);
    }

    @Override
    public long writerId() {
        return FrameFormat.getLong(buffer(), entry() + FrameFormat.REQUEST_WRITER_ID);
    }

    @Override
    public long requestId() {
        return FrameFormat.getLong(buffer(), entry() + FrameFormat.REQUEST_ID);
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
        return FrameFormat.getUnsignedShort(buffer(), entry() + FrameFormat.REQUEST_KEY_LENGTH);
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

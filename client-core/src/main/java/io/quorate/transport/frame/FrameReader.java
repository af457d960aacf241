package io.quorate.transport.frame;

import java.nio.ByteBuffer;

/** Walks over the entries of one frame. Nothing outside the frame is read, whatever its bytes say. */
abstract class FrameReader {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final byte type;
    private final int headerBytes;
    /** Whether a frame of one entry may have any size. */
    private final boolean mayBeLarge;

    private ByteBuffer buffer = NO_BYTES;
    private int end;
    private int next;
    private int remaining;
    private int maxEntryBytes;

    /** Start of the current entry, and how many bytes it has. */
    private int entry;

    private int entryBytes;

    FrameReader(final byte type, final int headerBytes, final boolean mayBeLarge) {
        this.type = type;
        this.headerBytes = headerBytes;
        this.mayBeLarge = mayBeLarge;
    }

    /** Checks what belongs to the kind of entry; throws if it is malformed. */
    abstract void checkEntry();

    final void wrapFrame(final ByteBuffer frame, final int offset, final int length) {
        if (length < headerBytes || offset < 0 || offset > frame.limit() - length) {
            throw new FrameFormatException("a frame of " + length + " bytes: its header has " + headerBytes);
        }
        final int version = frame.get(offset + FrameFormat.FRAME_VERSION);
        if (version != FrameFormat.VERSION) {
            throw new FrameFormatException("a frame of version " + version + ": known is " + FrameFormat.VERSION);
        }
        final byte told = frame.get(offset + FrameFormat.FRAME_TYPE);
        if (told != type) {
            throw new FrameFormatException("a frame of type " + told + " where type " + type + " belongs");
        }
        buffer = frame;
        end = offset + length;
        next = offset + headerBytes;
        remaining = FrameFormat.getInt(frame, offset + FrameFormat.FRAME_COUNT);
        entry = 0;
        entryBytes = 0;
        final boolean large = mayBeLarge && remaining == 1;
        maxEntryBytes = large ? Integer.MAX_VALUE : FrameFormat.MAX_ENTRY_BYTES;
        if (length > FrameFormat.MAX_FRAME_BYTES && !large) {
            throw new FrameFormatException(
                    "a frame of " + length + " bytes: it may have " + FrameFormat.MAX_FRAME_BYTES);
        }
        if (remaining < 0 || remaining > (length - headerBytes) / FrameFormat.ENTRY_MIN_BYTES) {
            throw new FrameFormatException(
                    "a frame of " + length + " bytes claims " + Integer.toUnsignedLong(remaining) + " entries");
        }
    }

    /**
     * Moves to the next entry.
     *
     * @return false behind the last one
     * @throws FrameFormatException if the rest of the frame is malformed
     */
    public final boolean next() {
        if (remaining == 0) {
            if (next != end) {
                throw new FrameFormatException((end - next) + " bytes behind the last entry");
            }
            return false;
        }
        remaining--;
        final int left = end - next;
        final int length =
                left < FrameFormat.ENTRY_MIN_BYTES ? 0 : FrameFormat.getInt(buffer, next + FrameFormat.ENTRY_LENGTH);
        if (length < FrameFormat.ENTRY_MIN_BYTES || length > left || length > maxEntryBytes) {
            throw new FrameFormatException("an entry of " + Integer.toUnsignedLong(length) + " bytes where " + left
                    + " are left: it must have " + FrameFormat.ENTRY_MIN_BYTES + " to " + maxEntryBytes);
        }
        entry = next;
        entryBytes = length;
        next += length;
        checkEntry();
        return true;
    }

    /**
     * The id that the client gave the call.
     *
     * @return opaque to the node
     */
    public final long callId() {
        return FrameFormat.getLong(buffer, entry + FrameFormat.ENTRY_CALL_ID);
    }

    final ByteBuffer buffer() {
        return buffer;
    }

    final int entry() {
        return entry;
    }

    final int entryBytes() {
        return entryBytes;
    }

    final byte entryKind() {
        return buffer.get(entry + FrameFormat.ENTRY_KIND);
    }

    final void needBytes(final int needed) {
        if (entryBytes < needed) {
            throw new FrameFormatException(
                    "an entry of kind " + entryKind() + " has " + entryBytes + " bytes and needs " + needed);
        }
    }
}

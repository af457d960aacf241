package io.quorate.transport.frame;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the entries of one frame. Nothing outside the current entry is read, whatever the bytes say and whoever asks: a field that an
 * entry of its kind does not have is an {@link IndexOutOfBoundsException}, and so is every field before the first entry.
 */
abstract class FrameReader {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    /** In place of a number of entries: what was read is malformed. */
    private static final int REFUSED = -1;

    private final byte type;
    private final int headerBytes;
    /** Whether a frame of one entry may have any size. */
    private final boolean mayBeLarge;

    private ByteBuffer buffer = NO_BYTES;
    private int end;
    private int next;
    private int remaining;

    /** Start of the current entry, and how many bytes it has: 0 where there is none, so that nothing can be read. */
    private int entry;

    private int entryBytes;
    private int maxEntryBytes;

    FrameReader(final byte type, final int headerBytes, final boolean mayBeLarge) {
        this.type = type;
        this.headerBytes = headerBytes;
        this.mayBeLarge = mayBeLarge;
    }

    /** What is wrong with the current entry, by its kind; null if nothing is. */
    abstract @Nullable String flaw();

    final void wrapFrame(final ByteBuffer frame, final int offset, final int length) {
        refuseTheRest();
        if (length < headerBytes || offset < 0 || offset > frame.limit() - length) {
            throw new FrameFormatException("a frame of " + length + " bytes: its header has " + headerBytes);
        }
        final int version = Byte.toUnsignedInt(frame.get(offset + FrameFormat.FRAME_VERSION));
        if (version != FrameFormat.VERSION) {
            throw new FrameFormatException("a frame of version " + version + ": known is " + FrameFormat.VERSION, true);
        }
        final byte told = frame.get(offset + FrameFormat.FRAME_TYPE);
        if (told != type) {
            throw new FrameFormatException("a frame of type " + told + " where type " + type + " belongs");
        }
        final int count = FrameFormat.getInt(frame, offset + FrameFormat.FRAME_COUNT);
        final boolean large = mayBeLarge && count == 1;
        if (length > FrameFormat.MAX_FRAME_BYTES && !large) {
            throw new FrameFormatException(
                    "a frame of " + length + " bytes: it may have " + FrameFormat.MAX_FRAME_BYTES);
        }
        if (count < 0 || count > (length - headerBytes) / FrameFormat.ENTRY_MIN_BYTES) {
            throw new FrameFormatException(
                    "a frame of " + length + " bytes claims " + Integer.toUnsignedLong(count) + " entries");
        }
        buffer = frame;
        end = offset + length;
        next = offset + headerBytes;
        remaining = count;
        maxEntryBytes = large ? Integer.MAX_VALUE : FrameFormat.MAX_ENTRY_BYTES;
    }

    /**
     * Moves to the next entry.
     *
     * @return false behind the last one
     * @throws FrameFormatException if the rest of the frame is malformed; nothing more of it can be read then
     */
    public final boolean next() {
        if (remaining <= 0) {
            if (remaining < 0) {
                throw new FrameFormatException("the frame was refused before");
            }
            if (next != end) {
                refuseTheRest();
                throw new FrameFormatException((end - next) + " bytes behind the last entry");
            }
            return false;
        }
        final int left = end - next;
        final int length =
                left < FrameFormat.ENTRY_MIN_BYTES ? 0 : FrameFormat.getInt(buffer, next + FrameFormat.ENTRY_LENGTH);
        if (length < FrameFormat.ENTRY_MIN_BYTES || length > left || length > maxEntryBytes) {
            refuseTheRest();
            throw new FrameFormatException("an entry of " + Integer.toUnsignedLong(length) + " bytes where " + left
                    + " are left: it must have " + FrameFormat.ENTRY_MIN_BYTES + " to " + maxEntryBytes);
        }
        remaining--;
        entry = next;
        entryBytes = length;
        next += length;
        final String flaw = flaw();
        if (flaw != null) {
            refuseTheRest();
            throw new FrameFormatException(flaw);
        }
        return true;
    }

    /**
     * The id that the client gave the call.
     *
     * @return opaque to the node
     */
    public final long callId() {
        return longAt(FrameFormat.ENTRY_CALL_ID);
    }

    /** Whoever wraps malformed bytes and reads on all the same is refused again, and is shown nothing. */
    private void refuseTheRest() {
        remaining = REFUSED;
        entryBytes = 0;
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
        return byteAt(FrameFormat.ENTRY_KIND);
    }

    // Fields of the current entry. An entry that is too short to have one has its neighbour's bytes there, so each
    // access is checked.

    final byte byteAt(final int field) {
        return buffer.get(entry + Objects.checkIndex(field, entryBytes));
    }

    final int unsignedShortAt(final int field) {
        return FrameFormat.getUnsignedShort(buffer, entry + Objects.checkFromIndexSize(field, Short.BYTES, entryBytes));
    }

    final int intAt(final int field) {
        return FrameFormat.getInt(buffer, entry + Objects.checkFromIndexSize(field, Integer.BYTES, entryBytes));
    }

    final long longAt(final int field) {
        return FrameFormat.getLong(buffer, entry + Objects.checkFromIndexSize(field, Long.BYTES, entryBytes));
    }

    final String tooShort(final int needed) {
        return "an entry of kind " + entryKind() + " has " + entryBytes + " bytes and needs " + needed;
    }
}

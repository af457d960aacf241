package io.quorate.quorum;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that are copied in again and again; grows to the largest value, and gives up on demand what is unusually large.
 *
 * <p><b>Threads.</b> Not thread-safe.
 *
 * <p><b>Allocation.</b> Only when a value is larger than all before it.
 */
public final class ValueBuffer {

    private static final int LARGEST_STEP_BYTES = 64 * 1024;
    private static final byte[] EMPTY = new byte[0];

    private byte[] data = EMPTY;
    private ByteBuffer view = ByteBuffer.wrap(EMPTY);
    private int length;

    /**
     * Makes room, and sets the length; the content is unspecified.
     *
     * @param lengthBytes new length
     * @return the array, at least that long
     */
    public byte[] resize(final int lengthBytes) {
        if (data.length < lengthBytes) {
            replace(new byte[grown(lengthBytes)]);
        }
        length = lengthBytes;
        return data;
    }

    /**
     * Makes room and leaves the content as it is, so that a later copy of so many bytes cannot fail for want of memory.
     *
     * @param lengthBytes room wanted
     */
    public void reserve(final int lengthBytes) {
        if (data.length < lengthBytes) {
            replace(Arrays.copyOf(data, grown(lengthBytes)));
        }
    }

    private int grown(final int lengthBytes) {
        return Math.max(lengthBytes, Math.min(2 * data.length, LARGEST_STEP_BYTES));
    }

    /** Changes nothing unless there is memory for all of it. */
    private void replace(final byte[] newData) {
        view = ByteBuffer.wrap(newData);
        data = newData;
    }

    /**
     * Replaces the content by a copy.
     *
     * @param source buffer to copy from, by absolute index
     * @param offset where to start
     * @param lengthBytes how many bytes
     */
    public void copyFrom(final ByteBuffer source, final int offset, final int lengthBytes) {
        source.get(offset, resize(lengthBytes), 0, lengthBytes);
    }

    /** Empties it. */
    public void clear() {
        length = 0;
    }

    /**
     * Empties it, and gives back memory that is more than its owner may keep for the next value.
     *
     * @param largestKeptBytes most bytes to keep
     */
    public void release(final int largestKeptBytes) {
        if (data.length > largestKeptBytes) {
            data = EMPTY;
            view = ByteBuffer.wrap(EMPTY);
        }
        length = 0;
    }

    /**
     * The content, from index 0 to {@link #length()}.
     *
     * @return a buffer for absolute access; another one after the next growth
     */
    public ByteBuffer view() {
        return view;
    }

    /**
     * How many bytes there are.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * Compares the content.
     *
     * @param other buffer to compare with
     * @param offset where its content starts
     * @param lengthBytes how long its content is
     * @return true when both are the same bytes
     */
    public boolean contentEquals(final ByteBuffer other, final int offset, final int lengthBytes) {
        if (length != lengthBytes) {
            return false;
        }
        for (int i = 0; i < lengthBytes; i++) {
            if (data[i] != other.get(offset + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Compares the content.
     *
     * @param other buffer to compare with
     * @return true when both are the same bytes
     */
    public boolean contentEquals(final ValueBuffer other) {
        return Arrays.equals(data, 0, length, other.data, 0, other.length);
    }

    /**
     * Copies the content.
     *
     * @return a new array of exactly {@link #length()} bytes
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(data, length);
    }
}

package io.quorate.transport.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The numbers of the frame format, version 1: sizes, offsets, codes. All integers are little-endian; offsets are from the start of a
 * frame's header, or of an entry.
 *
 * <p><b>Threads.</b> Any, constants and pure functions.
 */
public final class FrameFormat {
    /** The version of the format that this code writes and reads. */
    public static final int VERSION = 1;

    /** A frame has at most so many bytes, header included; one of replies with a single entry may have more. */
    public static final int MAX_FRAME_BYTES = 64 << 10;

    /**
     * An entry has at most so many bytes; what is larger does not travel in frames, so that it holds nothing else up. Only the previous value
     * of a store, which cannot be asked for again, makes an exception: it has a frame for itself.
     */
    public static final int MAX_ENTRY_BYTES = 32 << 10;

    /** Header of a frame of requests. */
    public static final int REQUEST_FRAME_HEADER_BYTES = 8;

    /** Header of a frame of replies. */
    public static final int REPLY_FRAME_HEADER_BYTES = 40;

    /** A frame's type: requests, from client to node. */
    public static final byte TYPE_REQUESTS = 1;

    /** A frame's type: replies, from node to client. */
    public static final byte TYPE_REPLIES = 2;

    /** A timeout that is longer than the field can say, or none. */
    public static final long TIMEOUT_MAX_US = 0xFFFF_FFFFL;

    // Of every frame.
    static final int FRAME_VERSION = 0;
    static final int FRAME_TYPE = 1;
    static final int FRAME_RESERVED = 2;
    static final int FRAME_COUNT = 4;

    // Of a frame of replies: who answers.
    static final int FRAME_RING_EPOCH = 8;
    static final int FRAME_WALL_MS = 16;
    static final int FRAME_INCARNATION_HIGH = 24;
    static final int FRAME_INCARNATION_LOW = 32;

    // Of every entry.
    static final int ENTRY_LENGTH = 0;
    static final int ENTRY_KIND = 4;
    static final int ENTRY_CALL_ID = 8;
    static final int ENTRY_MIN_BYTES = 16;

    // Of a request.
    static final int REQUEST_FLAGS = 5;
    static final int REQUEST_KEY_LENGTH = 6;
    static final int REQUEST_TIMEOUT_US = 16;
    static final int REQUEST_RESERVED = 20;
    static final int REQUEST_RING_EPOCH = 24;
    static final int REQUEST_TIMESTAMP = 32;
    static final int REQUEST_WRITER_ID = 40;
    static final int REQUEST_ID = 48;
    static final int REQUEST_HEADER_BYTES = 56;

    /** Kind of a request entry: nobody waits any more for the call with this id. */
    static final byte KIND_CANCEL = 127;

    // Of a reply: its kind is the result, or one of the two below.
    static final int REPLY_PREVIOUS = 5;
    static final int REPLY_RESERVED = 6;
    static final int REPLY_TIMESTAMP = 16;
    static final int REPLY_WRITER_ID = 24;
    static final int READ_REPLY_HEADER_BYTES = 32;
    static final int REPLY_PREVIOUS_TIMESTAMP = 32;
    static final int REPLY_PREVIOUS_WRITER_ID = 40;
    static final int STORE_REPLY_HEADER_BYTES = 48;

    /** Value of {@link #REPLY_PREVIOUS} for "unknown", and in replies to reads. */
    static final byte PREVIOUS_UNKNOWN = -1;

    /** Kind of a reply entry: the request failed. */
    static final byte KIND_FAILURE = 64;

    /** Kind of a reply entry: the value is too large for a frame, so that it has to be asked for in another way. */
    static final byte KIND_TOO_LARGE = 65;

    // Of a failure.
    static final int FAILURE_FATE = 5;
    static final int FAILURE_CODE = 6;
    static final int FAILURE_HEADER_BYTES = 16;

    private static final VarHandle SHORT =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private FrameFormat() {}

    static int getUnsignedShort(final ByteBuffer buffer, final int at) {
        return Short.toUnsignedInt((short) SHORT.get(buffer, at));
    }

    static void putShort(final ByteBuffer buffer, final int at, final int value) {
        SHORT.set(buffer, at, (short) value);
    }

    static int getInt(final ByteBuffer buffer, final int at) {
        return (int) INT.get(buffer, at);
    }

    static void putInt(final ByteBuffer buffer, final int at, final int value) {
        INT.set(buffer, at, value);
    }

    static long getLong(final ByteBuffer buffer, final int at) {
        return (long) LONG.get(buffer, at);
    }

    static void putLong(final ByteBuffer buffer, final int at, final long value) {
        LONG.set(buffer, at, value);
    }
}

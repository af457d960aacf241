package io.quorate.bench.tcp;

/**
 * The layout of both kinds of frames, little-endian.
 *
 * <pre>
 * request   int length | long id | byte kind   | key of 16 bytes                      a read
 *           int length | long id | byte kind   | key of 16 bytes | long timestamp | long writer | value    a store
 * reply     int length | long id | byte result | long timestamp | long writer | value
 * </pre>
 *
 * <p>The length counts what follows it. All offsets here are from behind it.
 */
final class Frames {

    /** A key has so many bytes, no more and no less. */
    static final int KEY_BYTES = 16;

    /** Larger frames are a mistake. */
    static final int MAX_BYTES = 2 << 20;

    static final int LENGTH_BYTES = Integer.BYTES;
    static final int ID = 0;
    static final int KIND = Long.BYTES;
    static final int KEY = KIND + 1;
    static final int READ_BYTES = KEY + KEY_BYTES;
    static final int STORE_TIMESTAMP = READ_BYTES;
    static final int STORE_WRITER = STORE_TIMESTAMP + Long.BYTES;
    static final int STORE_VALUE = STORE_WRITER + Long.BYTES;

    static final int RESULT = Long.BYTES;
    static final int TIMESTAMP = RESULT + 1;
    static final int WRITER = TIMESTAMP + Long.BYTES;
    static final int VALUE = WRITER + Long.BYTES;

    /** The result of a request that the node did not carry out. */
    static final byte FAILED = -1;

    private Frames() {}
}

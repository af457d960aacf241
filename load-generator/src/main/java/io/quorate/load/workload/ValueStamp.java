package io.quorate.load.workload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a value says of itself, in its first {@value #BYTES} bytes: which run and which operation wrote it, to which key, and a checksum of the whole
 * value. All of it is letters, digits, hyphens and underscores, which every server takes.
 *
 * <pre>
 *  0      v
 *  1..4   run, 24 bits
 *  5..15  write id, 64 bits (its two highest bits are always 0 in the first of them)
 * 16..21  key index, 36 bits
 * 22..27  CRC-32C of bytes 0 to 21 and 28 to the end
 * </pre>
 *
 * <p>Six bits to a byte, the highest first, in the order of base64url.
 *
 * <p><b>Threads.</b> One per object: it is a flyweight that is read into again and again. <b>Allocation.</b> None.
 */
public final class ValueStamp {

    /** Length of a stamp; a shorter value cannot carry one. */
    public static final int BYTES = 28;

    /** What a run's number is taken modulo. */
    public static final int RUNS = 1 << 24;

    private static final int RUN_AT = 1;
    private static final int WRITE_AT = 5;
    private static final int KEY_AT = 16;
    private static final int CRC_AT = 22;
    private static final int BITS = 6;
    private static final int MASK = (1 << BITS) - 1;
    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WORTH = worth();

    private final CRC32C crc = new CRC32C();
    private final byte[] head = new byte[BYTES];
    private int run;
    private long writeId;
    private int keyIndex;

    /** Creates a stamp that nothing has been read into. */
    public ValueStamp() {}

    private static byte[] worth() {
        final byte[] worth = new byte[1 << Byte.SIZE];
        Arrays.fill(worth, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            worth[DIGITS[i]] = (byte) i;
        }
        return worth;
    }

    /**
     * Stamps a value whose other bytes are there already.
     *
     * @param value the value, from its first byte on
     * @param length of the value, at least {@value #BYTES}
     * @param newRun number of the run, modulo {@link #RUNS}
     * @param newWriteId which operation writes it
     * @param newKeyIndex which key it is for
     */
    public void write(
            final byte[] value, final int length, final int newRun, final long newWriteId, final int newKeyIndex) {
        value[0] = 'v';
        digits(value, RUN_AT, WRITE_AT, newRun & (RUNS - 1));
        digits(value, WRITE_AT, KEY_AT, newWriteId);
        digits(value, KEY_AT, CRC_AT, newKeyIndex);
        crc.reset();
        crc.update(value, 0, CRC_AT);
        crc.update(value, BYTES, length - BYTES);
        digits(value, CRC_AT, BYTES, crc.getValue());
    }

    /**
     * Reads the stamp of a value, and checks the value against it.
     *
     * @param source holds the value
     * @param offset where it starts
     * @param length how many bytes it has
     * @return false if it has no stamp or does not match it: somebody else wrote it, or it was damaged
     */
    public boolean read(final ByteBuffer source, final int offset, final int length) {
        if (length < BYTES) {
            return false;
        }
        source.get(offset, head);
        final long storedRun = number(RUN_AT, WRITE_AT);
        final long storedKey = number(KEY_AT, CRC_AT);
        final long storedCrc = number(CRC_AT, BYTES);
        if (head[0] != 'v' || !isAllDigits() || storedKey > Integer.MAX_VALUE) {
            return false;
        }
        crc.reset();
        crc.update(head, 0, CRC_AT);
        if (source.hasArray()) {
            crc.update(source.array(), source.arrayOffset() + offset + BYTES, length - BYTES);
        } else {
            for (int i = offset + BYTES; i < offset + length; i++) {
                crc.update(source.get(i));
            }
        }
        run = (int) storedRun;
        writeId = number(WRITE_AT, KEY_AT);
        keyIndex = (int) storedKey;
        return crc.getValue() == storedCrc;
    }

    /**
     * The run that wrote the value last read.
     *
     * @return 0 to {@link #RUNS}, exclusive
     */
    public int run() {
        return run;
    }

    /**
     * The operation that wrote the value last read.
     *
     * @return its write id
     */
    public long writeId() {
        return writeId;
    }

    /**
     * The key for which the value last read was written.
     *
     * @return its index
     */
    public int keyIndex() {
        return keyIndex;
    }

    private static void digits(final byte[] into, final int from, final int to, final long number) {
        long rest = number;
        for (int i = to - 1; i >= from; i--) {
            into[i] = DIGITS[(int) rest & MASK];
            rest >>>= BITS;
        }
    }

    private long number(final int from, final int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << BITS | (WORTH[head[i] & 0xFF] & MASK);
        }
        return number;
    }

    private boolean isAllDigits() {
        for (final byte digit : head) {
            if (WORTH[digit & 0xFF] < 0) {
                return false;
            }
        }
        return true;
    }
}

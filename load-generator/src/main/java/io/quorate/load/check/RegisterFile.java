package io.quorate.load.check;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.IntToLongFunction;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Keeps a {@link Register} in a file: what is in effect on each key that was written to, what deletes excuse, and the writes that the ring still knows.
 *
 * <pre>
 *  4 bytes   QREG
 *  4 bytes   version of the form, 2
 *  numbers   run, keys, least value bytes, ring entries, mode, promised; keys preloaded, by when, by which run; begin of the load;
 *            length of the last key and the key; highest number + 1, highest unsettled number + 1
 *  lists     newest writes by key, deletes by key, writes by entry of the ring; each item is the distance from the item before, and what is
 *            held; a distance of 0 ends the list
 *  4 bytes   CRC-32C of all before it
 * </pre>
 *
 * <p>Numbers have seven bits to a byte, the lowest first, and the highest bit where more follow; what an entry of the ring holds takes 8 bytes.
 *
 * <p><b>Errors.</b> {@link IOException} with a message for people.
 */
final class RegisterFile {

    private static final int MAGIC = 0x51524547;
    private static final int VERSION = 2;
    private static final int MOST_KEY_BYTES = 1 << 16;
    private static final int CHECKSUM_BYTES = 4;
    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;
    private static final int COPY_BYTES = 1 << 16;

    /** What was in a file. */
    static final class Saved {

        private final Register register;
        private final long loadBegan;
        private final byte[] lastKey;

        private Saved(final Register register, final long loadBegan, final byte[] lastKey) {
            this.register = register;
            this.loadBegan = loadBegan;
            this.lastKey = lastKey;
        }

        Register register() {
            return register;
        }

        long loadBegan() {
            return loadBegan;
        }

        byte[] lastKey() {
            return lastKey.clone();
        }
    }

    private RegisterFile() {}

    static void write(final Path file, final Register register, final long loadBegan, final byte[] lastKey)
            throws IOException {
        final Path next = file.resolveSibling(file.getFileName() + ".next");
        final CheckedOutputStream checked = new CheckedOutputStream(
                new BufferedOutputStream(Files.newOutputStream(next), COPY_BYTES), new CRC32C());
        try (DataOutputStream out = new DataOutputStream(checked)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            head(out, register, loadBegan, lastKey);
            final int keys = register.settings().mode().knowsOrder()
                    ? register.settings().keyCount()
                    : 0;
            list(out, keys, register.newest()::get, false);
            list(out, keys, register.deletes()::raw, false);
            list(out, register.ring().size(), register.ring()::rawWrite, true);
            out.writeInt((int) checked.getChecksum().getValue());
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void head(
            final DataOutputStream out, final Register register, final long loadBegan, final byte[] lastKey)
            throws IOException {
        final CheckSettings settings = register.settings();
        number(out, settings.run());
        number(out, settings.keyCount());
        number(out, settings.leastValueBytes());
        number(out, settings.ringEntries());
        number(out, settings.mode().ordinal());
        number(out, settings.promised() ? 1 : 0);
        number(out, register.preloadedKeys());
        number(out, register.preloadedBy());
        number(out, register.preloadedRun());
        number(out, loadBegan);
        number(out, lastKey.length);
        out.write(lastKey);
        number(out, register.ring().highest() + 1);
        number(out, register.ring().unsettled() + 1);
    }

    private static void list(
            final DataOutputStream out, final int count, final IntToLongFunction held, final boolean isRaw)
            throws IOException {
        int before = -1;
        for (int i = 0; i < count; i++) {
            final long value = held.applyAsLong(i);
            if (value != 0) {
                number(out, i - before);
                if (isRaw) {
                    out.writeLong(value);
                } else {
                    number(out, value);
                }
                before = i;
            }
        }
        number(out, 0);
    }

    private static void number(final OutputStream out, final long number) throws IOException {
        long rest = number;
        while (rest >= MORE || rest < 0) {
            out.write(((int) rest & (MORE - 1)) | MORE);
            rest >>>= BITS;
        }
        out.write((int) rest);
    }

    static Saved read(final Path file) throws IOException {
        check(file);
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), COPY_BYTES))) {
            in.readInt();
            in.readInt();
            final Saved saved = head(in);
            final Register register = saved.register;
            final int keys = register.settings().mode().knowsOrder()
                    ? register.settings().keyCount()
                    : 0;
            list(in, keys, false, register.newest()::restore);
            list(in, keys, false, register.deletes()::restore);
            list(in, register.ring().size(), true, register.ring()::restore);
            return saved;
        } catch (final IllegalArgumentException | EOFException e) {
            throw new IOException(file + " was not written by this program: " + e.getMessage(), e);
        }
    }

    /** Before anything is believed of it. */
    private static void check(final Path file) throws IOException {
        final long size = Files.size(file);
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), COPY_BYTES))) {
            if (size < 2 * Integer.BYTES + CHECKSUM_BYTES || in.readInt() != MAGIC) {
                throw new IOException(file + " does not hold the writes of a run");
            }
            final int version = in.readInt();
            if (version != VERSION) {
                throw new IOException(file + " has form " + version + ", and this program reads form " + VERSION
                        + ": use the program that made the run");
            }
        }
        final CRC32C crc = new CRC32C();
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), crc)) {
            final byte[] block = new byte[COPY_BYTES];
            long left = size - CHECKSUM_BYTES;
            while (left > 0) {
                final int count = in.read(block, 0, (int) Math.min(left, block.length));
                if (count < 0) {
                    break;
                }
                left -= count;
            }
            final int computed = (int) crc.getValue();
            if (new DataInputStream(in).readInt() != computed) {
                throw new IOException(file + " is damaged: its checksum does not match");
            }
        }
    }

    private static Saved head(final DataInputStream in) throws IOException {
        final int run = whole(in);
        final int keyCount = whole(in);
        final int leastValueBytes = whole(in);
        final int ringEntries = whole(in);
        final int mode = whole(in);
        final CheckMode[] modes = CheckMode.values();
        if (mode >= modes.length) {
            throw new IllegalArgumentException("mode=" + mode);
        }
        final boolean isPromised = whole(in) == 1;
        final Register register =
                new Register(new CheckSettings(modes[mode], isPromised, run, keyCount, leastValueBytes, ringEntries));
        final int preloadedKeys = whole(in);
        final long preloadedBy = number(in);
        register.preloaded(whole(in), preloadedKeys, preloadedBy);
        final long loadBegan = number(in);
        final int length = whole(in);
        if (length > MOST_KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + length + " bytes");
        }
        final byte[] lastKey = in.readNBytes(length);
        register.ring().restore(number(in) - 1, number(in) - 1);
        return new Saved(register, loadBegan, lastKey);
    }

    /** Takes an item of a list. */
    private interface Item {
        void accept(int index, long held);
    }

    private static void list(final DataInputStream in, final int count, final boolean isRaw, final Item into)
            throws IOException {
        int at = -1;
        int distance = whole(in);
        while (distance > 0) {
            if (distance > count - 1 - at) {
                throw new IllegalArgumentException("item " + (at + (long) distance) + " of " + count);
            }
            at += distance;
            into.accept(at, isRaw ? in.readLong() : number(in));
            distance = whole(in);
        }
    }

    private static int whole(final InputStream in) throws IOException {
        final long number = number(in);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("number=" + number);
        }
        return (int) number;
    }

    private static long number(final InputStream in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            final int next = in.read();
            if (next < 0) {
                throw new EOFException("its end is missing");
            }
            number |= (long) (next & (MORE - 1)) << shift;
            if (next < MORE) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number without end");
    }
}

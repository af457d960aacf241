package io.quorate.load.recorded;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** A histogram in the compressed form of the log, known to be sound. Threads: any. */
final class PackedTimes {

    private final byte[] bytes;

    private PackedTimes(final byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Unpacks the histogram once, so that damage shows where its line is known.
     *
     * @throws DataFormatException if it is no histogram, or one whose buckets are not those of this program
     */
    static PackedTimes of(final String base64) throws DataFormatException {
        try {
            final byte[] bytes = Base64.getDecoder().decode(base64);
            BucketLayout.require(decode(bytes));
            return new PackedTimes(bytes);
        } catch (final IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
            final DataFormatException damage = new DataFormatException("it does not hold a histogram");
            damage.initCause(e);
            throw damage;
        }
    }

    Histogram unpack() {
        try {
            return decode(bytes);
        } catch (final DataFormatException e) {
            throw new IllegalStateException("a histogram that was sound is not any more", e);
        }
    }

    private static Histogram decode(final byte[] bytes) throws DataFormatException {
        return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    }
}

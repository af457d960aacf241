package io.quorate.load.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a value that say nothing: letters, digits, hyphens and underscores, some drawn, the rest one byte again and again.
 *
 * <p><b>Threads.</b> Immutable. <b>Allocation.</b> None.
 */
final class ValueText {

    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final int ALPHABET_BITS = 6;
    private static final int CHARS_PER_DRAW = 10;
    private static final long SALT = 0x76616C7565L;
    private static final byte REPEATED = 'A';

    private final long seed;
    private final double compressible;

    ValueText(final long seed, final double compressible) {
        this.seed = Draws.mix(seed ^ SALT);
        this.compressible = compressible;
    }

    /** Fills a value from a place on; the share that repeats is at the end, and is one of the whole length. */
    void write(final long index, final byte[] into, final int from, final int length) {
        final int drawnUntil = length - (int) Math.min(length - from, Math.round(compressible * length));
        final long own = Draws.mix(seed + index);
        int at = from;
        while (at < drawnUntil) {
            long bits = Draws.mix(own + (at - from));
            final int until = Math.min(drawnUntil, at + CHARS_PER_DRAW);
            while (at < until) {
                into[at++] = ALPHABET[(int) bits & (ALPHABET.length - 1)];
                bits >>>= ALPHABET_BITS;
            }
        }
        Arrays.fill(into, drawnUntil, length, REPEATED);
    }
}

package io.quorate.version;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The version of a value: when it was written, and by whom.
 *
 * <p>Threads: immutable. Units: {@code timestamp} is a hybrid logical clock reading (upper 48 bits milliseconds since
 * 1970, lower 16 bits a counter), {@code writerId} is 64 random bits of a client instance; <b>both are unsigned</b>.
 * Allocation: one object; hot code holds the two longs and uses {@link Versions}. Guarantee: a total order that agrees with
 * {@code equals}; absence of a value ranks below every version, {@link #NONE} included.
 *
 * @param timestamp hybrid logical clock reading, unsigned
 * @param writerId the writer's id, unsigned
 */
public record Version(long timestamp, long writerId) implements Comparable<Version> {
    /** The lowest version, (0, 0). A value may carry it (written by a client that sent no timestamp). */
    public static final Version NONE = new Version(0, 0);

    private static final int WRITER_ID_DIGITS = 16;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .withResolverStyle(ResolverStyle.STRICT);

    /**
     * Reads the text form that {@link #toString()} writes.
     *
     * @param text for example {@code 2026-11-23T00:30:00.123Z+5@9f86d081884c7d65}
     * @return the version, equal to the one that was written
     * @throws IllegalArgumentException if the text is not such a form; the message shows the text
     */
    public static Version parse(final String text) {
        final int at = text.lastIndexOf('@');
        final int plus = text.lastIndexOf('+', at);
        if (plus < 0 || text.length() - at - 1 != WRITER_ID_DIGITS) {
            throw malformed(text, null);
        }
        final Version parsed;
        try {
            final long wallMs =
                    Instant.from(TIME.parse(text.substring(0, plus))).toEpochMilli();
            final int counter = Integer.parseInt(text, plus + 1, at, 10);
            final long writerId = HexFormat.fromHexDigitsToLong(text, at + 1, text.length());
            parsed = new Version(HybridLogicalClock.of(wallMs, counter), writerId);
        } catch (final DateTimeException | IllegalArgumentException e) {
            throw malformed(text, e);
        }
        if (!parsed.toString().equals(text)) {
            throw malformed(text, null);
        }
        return parsed;
    }

    @Override
    public int compareTo(final Version other) {
        return Versions.compare(timestamp, writerId, other.timestamp, other.writerId);
    }

    /**
     * Writes wall time, counter and writer id, for example {@code 2026-11-23T00:30:00.123Z+5@9f86d081884c7d65}.
     *
     * @return a text that {@link #parse(String)} reads back
     */
    @Override
    public String toString() {
        return TIME.format(Instant.ofEpochMilli(HybridLogicalClock.wallMsOf(timestamp)))
                + '+'
                + HybridLogicalClock.counterOf(timestamp)
                + '@'
                + HexFormat.of().toHexDigits(writerId);
    }

    private static IllegalArgumentException malformed(final String text, final @Nullable Exception cause) {
        return new IllegalArgumentException(
                "version=\"" + text + "\" is not of the form 2026-11-23T00:30:00.123Z+5@9f86d081884c7d65"
                        + " (time with milliseconds, counter 0 to 65535, writer id as 16 hex digits)",
                cause);
    }
}

package io.quorate.load.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * The instant at which a load begins, so that generators on several machines begin together.
 *
 * <p>A time of day means the one that is nearest: an hour that has just passed is too late, and not tomorrow's.
 *
 * <p><b>Threads.</b> One.
 */
final class StartAt {

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration HALF_A_DAY = Duration.ofHours(12);

    /** The clock may be set while it waits. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final String UTC = "Z";

    private final String text;
    private final Instant at;
    private final InstantSource clock;

    private StartAt(final String text, final Instant at, final InstantSource clock) {
        this.text = text;
        this.at = at;
        this.clock = clock;
    }

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {

        /** Waits, at most so long; true if there is no more reason to. */
        boolean pause(long ns) throws InterruptedException;
    }

    /**
     * Reads an instant.
     *
     * @param text for example {@code 12:00:05Z} or {@code 2026-01-02T12:00:05Z}
     * @param clock tells the time of day
     * @throws IllegalArgumentException if it is neither, has passed, or is more than a day away; the message says what would be right
     */
    static StartAt parse(final String text, final InstantSource clock) {
        final Instant now = clock.instant();
        final StartAt parsed = new StartAt(text, instant(text, now), clock);
        if (!parsed.at.isAfter(now)) {
            throw new IllegalArgumentException("start-at=" + text + " has passed, it is " + seconds(now)
                    + ": name a later time, or leave it out to start at once");
        }
        if (Duration.between(now, parsed.at).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("start-at=" + text + " must be at most 24h away, and it is "
                    + seconds(now) + ": name an earlier time");
        }
        return parsed;
    }

    private static Instant instant(final String text, final Instant now) {
        try {
            if (text.contains("T")) {
                return Instant.parse(text);
            }
            if (text.endsWith(UTC)) {
                final LocalTime time = LocalTime.parse(text.substring(0, text.length() - UTC.length()));
                final Instant today =
                        now.atOffset(ZoneOffset.UTC).toLocalDate().atTime(time).toInstant(ZoneOffset.UTC);
                final Duration away = Duration.between(now, today);
                if (away.compareTo(HALF_A_DAY) > 0) {
                    return today.minus(LONGEST);
                }
                return away.compareTo(HALF_A_DAY.negated()) < 0 ? today.plus(LONGEST) : today;
            }
        } catch (final DateTimeParseException e) {
            throw new IllegalArgumentException(bad(text), e);
        }
        throw new IllegalArgumentException(bad(text));
    }

    private static String bad(final String text) {
        return "start-at=" + text + " must be a time of day in UTC, for example 12:00:05Z, or an instant, for example"
                + " 2026-01-02T12:00:05Z";
    }

    private static Instant seconds(final Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Waits for the instant, unless the pause ends the wait; fails with {@link CommandFailure} if it has passed. */
    void await(final Consumer<String> say, final Pause pause) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), at);
        if (left.isNegative()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "--start-at=" + text + " had passed by " + Durations.text(left.negated())
                            + " when all was ready to start: name a later time, or write the keys before by quorate load");
        }
        say.accept("waiting for " + at + ", " + left.toSeconds() + " s from now");
        while (left.compareTo(Duration.ZERO) > 0) {
            final long ns = Math.min(left.toNanos(), LONGEST_PAUSE.toNanos());
            if (pause.pause(ns)) {
                return;
            }
            left = Duration.between(clock.instant(), at);
        }
    }
}

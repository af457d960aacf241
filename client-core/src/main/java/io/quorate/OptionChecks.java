package io.quorate;

import java.time.Duration;

/**
 * Checks options, with messages that name the value, the limit and the fix.
 *
 * <p><b>Threads.</b> Any, pure functions.
 */
final class OptionChecks {

    static final Duration MAX_DURATION = Duration.ofHours(24);

    private OptionChecks() {}

    static long durationNs(final String name, final Duration value) {
        return durationNs(name, value, Duration.ofNanos(1), "more than 0");
    }

    static long durationOrZeroNs(final String name, final Duration value) {
        return durationNs(name, value, Duration.ZERO, "0 or more");
    }

    static void range(final String name, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " must be " + min + " to " + max);
        }
    }

    /** Refuses a first option that is larger than a second one. */
    static void notMore(final String name, final long value, final String limitName, final long limit) {
        if (value > limit) {
            throw more(name, value, limitName, limit);
        }
    }

    /** Refuses a first duration that is longer than a second one. */
    static void notLonger(final String name, final Duration value, final String limitName, final Duration limit) {
        if (value.compareTo(limit) > 0) {
            throw more(name, value, limitName, limit);
        }
    }

    private static IllegalArgumentException more(
            final String name, final Object value, final String limitName, final Object limit) {
        return new IllegalArgumentException(
                name + "=" + value + " > " + limitName + "=" + limit + ": lower " + name + " or raise " + limitName);
    }

    private static long durationNs(final String name, final Duration value, final Duration min, final String minText) {
        if (value.compareTo(min) < 0 || value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    name + "=" + value + " must be " + minText + ", and at most " + MAX_DURATION.toHours() + " hours");
        }
        return value.toNanos();
    }
}

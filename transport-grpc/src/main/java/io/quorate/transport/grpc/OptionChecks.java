package io.quorate.transport.grpc;

import java.time.Duration;

/** Range checks of options, with errors that name the option, its value and the range. */
final class OptionChecks {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private OptionChecks() {}

    /** The duration in nanoseconds; a millisecond up to a day. */
    static long durationNs(final String name, final Duration value) {
        return durationNs(name, value, SHORTEST);
    }

    static long durationNs(final String name, final Duration value, final Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + "=" + value + " must be " + min + " to " + LONGEST);
        }
        return value.toNanos();
    }

    static int number(final String name, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " must be " + min + " to " + max);
        }
        return value;
    }
}

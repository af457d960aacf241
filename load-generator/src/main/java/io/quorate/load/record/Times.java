package io.quorate.load.record;

import java.util.Locale;

/** Shows times to people. Threads: any. */
public final class Times {

    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_S = 1e9;

    private Times() {}

    /**
     * Milliseconds, with as many digits as matter.
     *
     * @param ns nanoseconds
     * @return a number without unit
     */
    public static String ms(final long ns) {
        final double ms = ns / NS_PER_MS;
        final int digits = ms < 10 ? 3 : ms < 100 ? 2 : ms < 1_000 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + digits + "f", ms);
    }

    /**
     * Seconds, with one digit.
     *
     * @param ns nanoseconds
     * @return a number with its unit
     */
    public static String seconds(final long ns) {
        return String.format(Locale.ROOT, "%.1f s", ns / NS_PER_S);
    }
}

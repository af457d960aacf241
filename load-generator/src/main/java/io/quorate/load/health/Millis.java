package io.quorate.load.health;

import java.util.Locale;

/** Shows times to people. */
final class Millis {

    private static final double NS_PER_MS = 1e6;

    private Millis() {}

    /** A number of milliseconds, with as many digits as matter. */
    static String text(final long ns) {
        final double ms = ns / NS_PER_MS;
        final int digits = ms < 10 ? 3 : ms < 100 ? 2 : ms < 1_000 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + digits + "f", ms);
    }
}

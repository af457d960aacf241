package io.quorate.load.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How arrivals are spread around their rate. */
public enum ArrivalProcess {
    /** Independent of each other, as those of many users are: a Poisson process, whose rate may change. */
    POISSON,

    /** At equal distances; the first one is due at once. */
    CONSTANT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The name in options and reports.
     *
     * @return for example {@code poisson}
     */
    public String label() {
        return label;
    }

    /**
     * Reads a name.
     *
     * @param text as {@link #label}
     * @return the process
     * @throws IllegalArgumentException if there is none of that name; the message names those that there are
     */
    public static ArrivalProcess parse(final String text) {
        for (final ArrivalProcess process : values()) {
            if (process.label.equals(text)) {
                return process;
            }
        }
        throw new IllegalArgumentException("arrival=" + text + ": there is no such process; use "
                + Arrays.stream(values()).map(ArrivalProcess::label).collect(Collectors.joining(" or ")));
    }
}

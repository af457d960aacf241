package io.quorate.load.check;

import java.util.Locale;

/** How much is asked of what reads return; each mode asks all that the one before it does. */
public enum CheckMode {
    /** Nothing. */
    OFF,

    /** Values are whole, were written by this run, and to the key under which they are found. */
    INTEGRITY,

    /** A read returns the last write that was acknowledged before it began, or one that overlaps that or the read: no write is lost or undone. */
    REGULAR,

    /** Also, what one read has returned no later read goes back behind. */
    ATOMIC;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The name in options, tables and files.
     *
     * @return for example {@code regular}
     */
    public String label() {
        return label;
    }

    boolean knowsOrder() {
        return this == REGULAR || this == ATOMIC;
    }
}

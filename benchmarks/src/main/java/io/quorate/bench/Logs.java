package io.quorate.bench;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What the log of a benchmark shows: warnings, not that clients connect and nodes listen. */
public final class Logs {

    /** Held, because the JDK forgets the level of a logger that nobody refers to. */
    private static final Logger QUORATE = Logger.getLogger("io.quorate");

    private Logs() {}

    /** Leaves out what is not a warning, in the whole JVM from now on. */
    public static void onlyWarnings() {
        QUORATE.setLevel(Level.WARNING);
    }
}

package io.quorate.load.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends warnings to standard error, each on a line of its own, and with {@code --verbose} more. */
final class Logging {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** Held here, since a logger that nobody holds forgets its level. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private static final Logger OWN = Logger.getLogger("io.quorate");

    private static volatile boolean isVerbose;

    private Logging() {}

    /** Ends a silence. */
    interface Mute {
        void end();
    }

    /** Keeps the warnings of simulated clients, whose troubles are made, from who does not want to know all. */
    static Mute mute() {
        if (!isVerbose) {
            OWN.setLevel(Level.OFF);
        }
        return () -> OWN.setLevel(null);
    }

    static void configure(final boolean verbose) {
        isVerbose = verbose;
        LogManager.getLogManager().reset();
        final Handler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new OneLine(verbose));
        final Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(verbose ? Level.INFO : Level.WARNING);
        // It warns, with stack traces, of names that cannot be resolved and of clients that go away. What matters of
        // that is told in
        // words by whoever had to do with it.
        GRPC.setLevel(verbose ? null : Level.SEVERE);
    }

    /** Time, level and message; what was thrown only by its name, unless more is wanted. */
    private static final class OneLine extends Formatter {

        private final boolean verbose;

        OneLine(final boolean verbose) {
            this.verbose = verbose;
        }

        @Override
        public String format(final LogRecord record) {
            final StringBuilder line = new StringBuilder();
            line.append(TIME.format(Instant.ofEpochMilli(record.getMillis())))
                    .append(' ')
                    .append(record.getLevel().getName().toLowerCase(Locale.ROOT))
                    .append(": ")
                    .append(formatMessage(record));
            final Throwable thrown = record.getThrown();
            if (thrown != null) {
                line.append(" (").append(thrown).append(')');
                if (verbose) {
                    for (final StackTraceElement element : thrown.getStackTrace()) {
                        line.append("\n    at ").append(element);
                    }
                }
            }
            return line.append('\n').toString();
        }
    }
}

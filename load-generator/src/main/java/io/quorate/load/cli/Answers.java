package io.quorate.load.cli;

import io.quorate.Previous;
import io.quorate.version.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Shows what a write did. */
final class Answers {

    private Answers() {}

    static void written(
            final CommandLine command,
            final String what,
            final Version version,
            final Previous previous,
            final boolean superseded) {
        command.getOut().println(what + " version " + version + ", before: " + before(previous));
        if (superseded) {
            command.getErr()
                    .println("quorate: a replica holds something newer, so that gets will not see this " + what);
        }
    }

    private static String before(final Previous previous) {
        if (!previous.known()) {
            return "unknown";
        }
        final byte @Nullable [] value = previous.value();
        if (previous.exists() && value != null) {
            return value.length + " bytes of version " + previous.version();
        }
        return previous.version() == null ? "nothing" : "removed by version " + previous.version();
    }
}

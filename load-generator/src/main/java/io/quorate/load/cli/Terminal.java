package io.quorate.load.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether somebody is watching. */
final class Terminal {

    private Terminal() {}

    /** Whether standard error is a terminal; false where that cannot be told. */
    static boolean isStandardError() {
        // Java's console tells of standard input and output, and from JDK 22 on it is there without any terminal.
        final Path link = Path.of("/proc/self/fd/2");
        try {
            final String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (final IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}

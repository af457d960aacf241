package io.quorate.load.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a run could not be written: one failure must not cost the others.
 *
 * <p><b>Threads.</b> One.
 */
final class FileFaults {

    /** Writes a file. */
    @FunctionalInterface
    interface Attempt {
        void run() throws IOException;
    }

    private final Map<String, IOException> first = new LinkedHashMap<>();

    /** Writes a file, or keeps why that failed. */
    void attempt(final String file, final Attempt attempt) {
        try {
            attempt.run();
        } catch (final IOException e) {
            add(file, e);
        }
    }

    void add(final String file, final @Nullable IOException fault) {
        if (fault != null) {
            first.putIfAbsent(file, fault);
        }
    }

    /** For people, by file; empty if all is well. */
    List<String> messages() {
        return first.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + reason(entry.getValue()))
                .toList();
    }

    /** Tells of all that failed; the cause is the first. */
    void throwIfAny() throws IOException {
        if (!first.isEmpty()) {
            throw new IOException(
                    String.join("; ", messages()) + " (what could be written is kept)",
                    first.values().iterator().next());
        }
    }

    private static String reason(final IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof NoSuchFileException) {
            return "it, or its folder, is gone";
        }
        if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}

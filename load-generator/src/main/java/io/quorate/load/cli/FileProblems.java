package io.quorate.load.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words what was wrong with a file: the messages of the JDK are often no more than its name. */
final class FileProblems {

    private FileProblems() {}

    static String of(final IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getFile() + ": " + problem.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}

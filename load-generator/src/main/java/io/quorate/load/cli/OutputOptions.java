package io.quorate.load.cli;

import io.quorate.load.report.Progress;
import io.quorate.load.report.RunFolder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where results go, and what is shown meanwhile. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OutputOptions {

    private static final Path DEFAULT_PARENT = Path.of("runs");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "FOLDER", description = "The run folder (default: runs/ and the time).")
    private @Nullable Path out;

    @Mixin
    private ProgressOptions progress;

    Progress.Style style() {
        return progress.style();
    }

    /** Tells people what goes on, on standard error, unless they do not want to know. */
    void say(final String line) {
        progress.say(line);
    }

    /** Makes the run folder; a usage error if that cannot be. */
    RunFolder folder() {
        try {
            return out == null
                    ? RunFolder.createNamedBy(DEFAULT_PARENT, LocalDateTime.now(ZoneId.systemDefault()))
                    : RunFolder.create(out);
        } catch (final IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    (out == null ? DEFAULT_PARENT : "--out=" + out) + " cannot be used as run folder: " + reason(e)
                            + (out == null ? ": name one by --out" : ""),
                    e);
        }
    }

    private static String reason(final IOException e) {
        return FileProblems.of(e) + (e instanceof NoSuchFileException ? ", and it cannot be made" : "");
    }
}

package io.quorate.load.cli;

import io.quorate.load.report.Progress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is shown while a command works. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProgressOptions {

    /** How to show progress. */
    enum ProgressOption {
        AUTO,
        PLAIN,
        JSON,
        OFF;

        Progress.Style style() {
            return switch (this) {
                case OFF -> Progress.Style.OFF;
                case PLAIN -> Progress.Style.PLAIN;
                case JSON -> Progress.Style.JSON;
                case AUTO -> Terminal.isStandardError() ? Progress.Style.TERMINAL : Progress.Style.PLAIN;
            };
        }
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            defaultValue = "auto",
            description =
                    "Progress on standard error: auto (on a terminal one line that changes, else plain), plain (a line"
                            + " per second), json (a JSON object per second), off (default: ${DEFAULT-VALUE}).")
    private ProgressOption progress;

    Progress.Style style() {
        return progress.style();
    }

    /** Tells people what goes on, on standard error, unless they do not want to know. */
    void say(final String line) {
        if (progress != ProgressOption.OFF && progress != ProgressOption.JSON) {
            spec.commandLine().getErr().println(line);
            spec.commandLine().getErr().flush();
        }
    }
}

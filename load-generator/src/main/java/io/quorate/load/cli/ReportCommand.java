package io.quorate.load.cli;

import io.quorate.load.html.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the report of a run anew. */
@Command(
        name = "report",
        description = {
            "Makes the report of a run anew: one HTML file that needs no network.",
            "The file, report.html in the run folder, is made from run.json and hist.hlog, and from timeline.csv, events.jsonl and violations.jsonl where they are"
                    + " there; so also of a run that was cut off, and of runs that were merged."
        },
        footer = {"", "Example:", "  quorate report runs/20260102-030405"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path run;

    @Override
    public Integer call() {
        try {
            HtmlReport.write(run);
        } catch (final IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "no report: " + FileProblems.of(e), e);
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.println("report: " + run.resolve(HtmlReport.FILE));
        out.flush();
        return ExitCode.OK;
    }
}

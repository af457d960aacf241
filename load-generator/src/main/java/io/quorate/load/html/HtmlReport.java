package io.quorate.load.html;

import io.quorate.load.recorded.RecordedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Shows a run as one HTML file: verdict, percentiles, course, nodes, environment.
 *
 * <p>The file needs no network and forbids itself to use one. What the run folder does not have is left out, and the file says so.
 *
 * <p><b>Threads.</b> Any; one per folder at a time.
 */
public final class HtmlReport {

    /** Name of the file in the run folder. */
    public static final String FILE = "report.html";

    private HtmlReport() {}

    /**
     * Writes the report of a run into its folder, over the one that is there.
     *
     * @param runFolder holds {@code run.json} and {@code hist.hlog}
     * @throws IOException if it is no run folder, or a file cannot be read or written
     */
    public static void write(final Path runFolder) throws IOException {
        final RecordedRun run = RecordedRun.read(runFolder);
        final String page = ReportPage.of(ReportData.of(run, runFolder));
        final Path next = runFolder.resolve(FILE + ".next");
        Files.writeString(next, page);
        Files.move(
                next,
                runFolder.resolve(FILE),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}

package io.quorate.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes interval histograms to a file that the tools of HdrHistogram read.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> The first failure to write is kept, see {@link #fault}, and thrown by {@link #close()}: what comes
 * later is not written.
 * <b>Guarantee.</b> Every interval is with the operating system when {@link #write} returns.
 */
public final class HistogramLog implements AutoCloseable {

    private final FaultKeeper file;
    private final HistogramLogWriter writer;

    private HistogramLog(final FaultKeeper file) {
        this.file = file;
        this.writer = new HistogramLogWriter(file);
    }

    static HistogramLog create(final Path path, final long startWallMs, final String comment) throws IOException {
        final HistogramLog log = new HistogramLog(new FaultKeeper(Files.newOutputStream(path)));
        log.writer.outputComment("[" + comment + "]");
        log.writer.outputLogFormatVersion();
        log.writer.outputStartTime(startWallMs);
        log.writer.setBaseTime(startWallMs);
        log.writer.outputBaseTime(startWallMs);
        log.writer.outputLegend();
        return log;
    }

    /**
     * Writes the times of one tag in one interval.
     *
     * @param interval the times; they carry tag, start and end
     */
    public void write(final Histogram interval) {
        writer.outputIntervalHistogram(interval);
    }

    /** The first failure, which the writer of HdrHistogram would drop. */
    @Nullable
    IOException fault() {
        return file.fault();
    }

    @Override
    public void close() throws IOException {
        writer.close();
        final IOException fault = file.fault();
        if (fault != null) {
            throw fault;
        }
    }
}

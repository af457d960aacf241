package io.quorate.load.report;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.workload.OperationType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code timeline.csv}, interval by interval.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> As of {@link HistogramLog}. <b>Guarantee.</b> A line is with the operating system when {@link #line} returns.
 */
public final class TimelineLog implements AutoCloseable {

    /** Name of the file in a run folder. */
    public static final String FILE = "timeline.csv";

    private final LineFile file;
    private final Timeline timeline;

    TimelineLog(final OutputStream out, final List<OperationType> types) {
        file = new LineFile(out);
        timeline = new Timeline(types);
        file.write(List.of(timeline.head()));
    }

    /**
     * Names of the columns in which the generator tells of itself.
     *
     * @return the names
     */
    public static List<String> generatorColumns() {
        return Timeline.GENERATOR;
    }

    /**
     * Takes the times of one tag in the interval that is going on.
     *
     * @param interval the times; they carry their tag
     */
    public void add(final Histogram interval) {
        timeline.add(interval);
    }

    /**
     * Ends the interval.
     *
     * @param now how far the load is
     * @param epochMs time now, milliseconds since 1970
     * @param generator what the generator says of itself, by column, as far as it is known
     */
    public void line(
            final LoadProgress now, final long epochMs, final Map<String, ? extends @Nullable Double> generator) {
        file.write(List.of(timeline.line(now, epochMs, generator)));
    }

    /** The first failure. */
    @Nullable
    IOException fault() {
        return file.fault();
    }

    @Override
    public void close() throws IOException {
        file.close();
        final IOException fault = file.fault();
        if (fault != null) {
            throw fault;
        }
    }
}

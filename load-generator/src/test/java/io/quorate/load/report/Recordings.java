package io.quorate.load.report;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Runs that did not happen. */
final class Recordings {

    static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private Recordings() {}

    static LoadPlan plan() {
        final Workload workload = new Workload(1, Mix.parse("get=95,put=5"), 10, 0);
        return LoadPlan.builder(workload, Schedule.poisson(1, 1_000))
                .warmupNs(SECOND_NS)
                .durationNs(10 * SECOND_NS)
                .drainNs(SECOND_NS)
                .maxInFlight(200)
                .build();
    }

    static LoadResult result(final long offered, final long overdue, final Histogram lateness) {
        return new LoadResult(10 * SECOND_NS, offered, offered, overdue, 0, lateness, false, false);
    }

    static LoadResult result(final long offered) {
        return result(offered, 0, Histograms.empty());
    }

    /** The same time, again and again. */
    static Histogram times(final long ns, final long count) {
        final Histogram times = Histograms.empty();
        times.recordValueWithCount(ns, count);
        return times;
    }

    /** Records 1 ms, 2 ms, ... as response times, half of each as service time. */
    static void ok(final RunRecorder recorder, final OperationType type, final int count) {
        for (int i = 1; i <= count; i++) {
            recorder.record(type, Outcome.OK, i * MS_NS, i * MS_NS / 2, true);
        }
    }

    static void endInterval(final RunRecorder recorder) {
        recorder.endInterval(interval -> {});
    }
}

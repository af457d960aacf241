package io.quorate.load.html;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.recorded.RecordedRun;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The times of the operations of one type, put together as the summary on the terminal does: what did not end counts with the time that it
 * had taken by then, what failed has times of its own.
 *
 * @param type name of the type
 * @param response response times of what succeeded or did not end
 * @param service service times of what succeeded or did not end
 * @param shortestOpenNs the shortest response time of what did not end, {@link Long#MAX_VALUE} if everything ended
 * @param shortestOpenServiceNs the shortest service time of what was sent and did not end, likewise
 * @param succeeded how many succeeded
 * @param unfinished how many were sent and did not end
 * @param unsent how many were due and never sent
 * @param failures response times of what failed, by cause
 */
record OperationTimes(
        String type,
        Histogram response,
        Histogram service,
        long shortestOpenNs,
        long shortestOpenServiceNs,
        long succeeded,
        long unfinished,
        long unsent,
        Map<String, Histogram> failures) {

    static final String RESPONSE = "rt.";
    static final String SERVICE = "st.";

    static OperationTimes of(final RecordedRun run, final String type) {
        final Histogram ok = run.total(RESPONSE + type + "." + Outcome.OK.label());
        final Histogram unfinished = run.total(RESPONSE + type + "." + Outcome.UNFINISHED.label());
        final Histogram unsent = run.total(RESPONSE + type + "." + Outcome.UNSENT.label());
        final Histogram unfinishedService = run.total(SERVICE + type + "." + Outcome.UNFINISHED.label());
        final Map<String, Histogram> failures = new TreeMap<>();
        for (final String tag : run.tags()) {
            final TagName name = TagName.of(tag);
            if (name != null && name.isResponse() && name.type().equals(type) && name.isFailure()) {
                failures.put(name.outcome(), run.total(tag));
            }
        }
        return new OperationTimes(
                type,
                sum(ok, unfinished, unsent),
                sum(run.total(SERVICE + type + "." + Outcome.OK.label()), unfinishedService),
                Math.min(shortest(unfinished), shortest(unsent)),
                shortest(unfinishedService),
                ok.getTotalCount(),
                unfinished.getTotalCount(),
                unsent.getTotalCount(),
                failures);
    }

    private static Histogram sum(final Histogram... parts) {
        final Histogram sum = Histograms.empty();
        for (final Histogram part : parts) {
            sum.add(part);
        }
        return sum;
    }

    private static long shortest(final Histogram times) {
        return times.getTotalCount() == 0 ? Long.MAX_VALUE : times.getMinValue();
    }
}

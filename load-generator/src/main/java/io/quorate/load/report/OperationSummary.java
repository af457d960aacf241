package io.quorate.load.report;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came of the operations of one type.
 *
 * <p>Response times contain what did not end, with the time that it had taken by then: leaving it out would hide the slowest. They do not
 * contain what failed, since a fast failure is no fast answer; failures have their own times.
 *
 * @param type the type
 * @param succeeded operations that succeeded
 * @param absent those of them that found nothing
 * @param succeededInWindow those of them that ended before the last instant of the load
 * @param unfinished operations that were sent and did not end
 * @param unsent operations that were due and never sent
 * @param response response times of what succeeded or did not end
 * @param service service times of what succeeded or did not end
 * @param waits times between intended start and send, of everything that was sent
 * @param shortestCensoredNs the shortest response time of what did not end, {@link Long#MAX_VALUE} if everything ended
 * @param shortestUnfinishedNs the shortest service time of what was sent and did not end, {@link Long#MAX_VALUE} if there is none
 * @param failures what failed, by cause
 */
public record OperationSummary(
        OperationType type,
        long succeeded,
        long absent,
        long succeededInWindow,
        long unfinished,
        long unsent,
        Histogram response,
        Histogram service,
        Histogram waits,
        long shortestCensoredNs,
        long shortestUnfinishedNs,
        List<Failure> failures) {

    /**
     * Operations that failed of one cause.
     *
     * @param outcome the cause
     * @param response response times
     * @param example what the first one said
     */
    public record Failure(
            Outcome outcome, Histogram response, @Nullable String example) {

        /**
         * How many.
         *
         * @return count
         */
        public long count() {
            return response.getTotalCount();
        }
    }

    static OperationSummary of(final RunRecorder recorder, final OperationType type) {
        final Histogram ok = orEmpty(recorder.response(type, Outcome.OK));
        final Histogram unfinished = orEmpty(recorder.response(type, Outcome.UNFINISHED));
        final Histogram unsent = orEmpty(recorder.response(type, Outcome.UNSENT));
        final Histogram response = ok.copy();
        response.add(unfinished);
        response.add(unsent);
        final Histogram service = orEmpty(recorder.service(type, Outcome.OK)).copy();
        final Histogram unfinishedService = orEmpty(recorder.service(type, Outcome.UNFINISHED));
        service.add(unfinishedService);
        final List<Failure> failures = new ArrayList<>();
        for (final Outcome outcome : Outcome.values()) {
            final Histogram times = recorder.response(type, outcome);
            if (!outcome.isSuccess() && !outcome.isCensored() && times != null && times.getTotalCount() > 0) {
                failures.add(new Failure(outcome, times, recorder.example(type, outcome)));
            }
        }
        return new OperationSummary(
                type,
                ok.getTotalCount(),
                recorder.absent(type),
                recorder.succeededInWindow(type),
                unfinished.getTotalCount(),
                unsent.getTotalCount(),
                response,
                service,
                recorder.waits(type),
                Math.min(shortest(unfinished), shortest(unsent)),
                shortest(unfinishedService),
                List.copyOf(failures));
    }

    /**
     * How many operations failed.
     *
     * @return count, of all causes
     */
    public long failed() {
        long sum = 0;
        for (final Failure failure : failures) {
            sum += failure.count();
        }
        return sum;
    }

    private static Histogram orEmpty(final @Nullable Histogram histogram) {
        return histogram == null ? Histograms.empty() : histogram;
    }

    private static long shortest(final Histogram histogram) {
        return histogram.getTotalCount() == 0 ? Long.MAX_VALUE : histogram.getMinValue();
    }
}

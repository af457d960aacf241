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

    /** What was recorded of the operations of one type. */
    public interface Source {

        /**
         * Response times of those that ended so.
         *
         * @param outcome how
         * @return the times, null if there are none
         */
        @Nullable
        Histogram response(Outcome outcome);

        /**
         * Service times of those that ended so.
         *
         * @param outcome how
         * @return the times, null if there are none
         */
        @Nullable
        Histogram service(Outcome outcome);

        /**
         * What the first one that failed so said.
         *
         * @param outcome how
         * @return a message, null if there is none
         */
        @Nullable
        String example(Outcome outcome);

        /**
         * Times between intended start and send.
         *
         * @return of everything that was sent
         */
        Histogram waits();

        /**
         * Operations that succeeded and found nothing.
         *
         * @return how many
         */
        long absent();

        /**
         * Operations that succeeded before the last instant of the load.
         *
         * @return how many
         */
        long succeededInWindow();
    }

    /**
     * Sums up what was recorded.
     *
     * @param type the type of the operations
     * @param source what was recorded of them
     * @return the summary
     */
    public static OperationSummary of(final OperationType type, final Source source) {
        final Histogram ok = orEmpty(source.response(Outcome.OK));
        final Histogram unfinished = orEmpty(source.response(Outcome.UNFINISHED));
        final Histogram unsent = orEmpty(source.response(Outcome.UNSENT));
        final Histogram response = ok.copy();
        response.add(unfinished);
        response.add(unsent);
        final Histogram service = orEmpty(source.service(Outcome.OK)).copy();
        final Histogram unfinishedService = orEmpty(source.service(Outcome.UNFINISHED));
        service.add(unfinishedService);
        final List<Failure> failures = new ArrayList<>();
        for (final Outcome outcome : Outcome.values()) {
            final Histogram times = source.response(outcome);
            if (!outcome.isSuccess() && !outcome.isCensored() && times != null && times.getTotalCount() > 0) {
                failures.add(new Failure(outcome, times, source.example(outcome)));
            }
        }
        return new OperationSummary(
                type,
                ok.getTotalCount(),
                source.absent(),
                source.succeededInWindow(),
                unfinished.getTotalCount(),
                unsent.getTotalCount(),
                response,
                service,
                source.waits(),
                Math.min(shortest(unfinished), shortest(unsent)),
                shortest(unfinishedService),
                List.copyOf(failures));
    }

    static OperationSummary of(final RunRecorder recorder, final OperationType type) {
        return of(type, new Source() {
            @Override
            public @Nullable Histogram response(final Outcome outcome) {
                return recorder.response(type, outcome);
            }

            @Override
            public @Nullable Histogram service(final Outcome outcome) {
                return recorder.service(type, outcome);
            }

            @Override
            public @Nullable String example(final Outcome outcome) {
                return recorder.example(type, outcome);
            }

            @Override
            public Histogram waits() {
                return recorder.waits(type);
            }

            @Override
            public long absent() {
                return recorder.absent(type);
            }

            @Override
            public long succeededInWindow() {
                return recorder.succeededInWindow(type);
            }
        });
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

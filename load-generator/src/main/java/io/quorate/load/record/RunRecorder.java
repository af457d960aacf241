package io.quorate.load.record;

import io.quorate.load.workload.OperationType;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Records three times of every operation: <i>response</i>, from the intended start to the end; <i>service</i>, from the actual send to the
 * end; <i>wait</i>, from the intended start to the actual send.
 *
 * <p>The tags are {@code rt.TYPE.OUTCOME}, {@code st.TYPE.OUTCOME} and {@code wt.TYPE}, for example {@code rt.get.ok}. An operation belongs to the
 * interval in which it ends.
 *
 * <p><b>Threads.</b> Any number record; one, always the same, ends intervals and reads totals, which hold what ended intervals hold.
 *
 * <p><b>Units.</b> Nanoseconds. <b>Allocation.</b> None once a tag has been seen.
 */
public final class RunRecorder implements Recorded {

    private final TagTable response = new TagTable("rt");
    private final TagTable service = new TagTable("st");
    private final TaggedRecorder[] waits = new TaggedRecorder[OperationType.COUNT];
    private final LongAdder[] absent = new LongAdder[OperationType.COUNT];
    private final LongAdder[] inWindow = new LongAdder[OperationType.COUNT];
    private final AtomicReferenceArray<@Nullable String> examples =
            new AtomicReferenceArray<>(OperationType.COUNT * Outcome.COUNT);

    /** Creates an empty recorder. */
    public RunRecorder() {
        for (final OperationType type : OperationType.values()) {
            waits[type.ordinal()] = new TaggedRecorder("wt." + type.label());
            absent[type.ordinal()] = new LongAdder();
            inWindow[type.ordinal()] = new LongAdder();
        }
    }

    /**
     * Records an operation that was sent.
     *
     * @param type what it did
     * @param outcome how it ended
     * @param responseNs from its intended start to its end
     * @param serviceNs from its send to its end
     * @param endedInWindow whether it ended before the load's last instant
     */
    public void record(
            final OperationType type,
            final Outcome outcome,
            final long responseNs,
            final long serviceNs,
            final boolean endedInWindow) {
        Outcome tagged = outcome;
        if (outcome == Outcome.ABSENT) {
            absent[type.ordinal()].increment();
            tagged = Outcome.OK;
        }
        if (endedInWindow && outcome.isSuccess()) {
            inWindow[type.ordinal()].increment();
        }
        response.of(type, tagged).record(responseNs);
        service.of(type, tagged).record(serviceNs);
        waits[type.ordinal()].record(responseNs - serviceNs);
    }

    /**
     * Records an operation that was due and never sent.
     *
     * @param type what it would have done
     * @param outcome why it was not
     * @param soFarNs from its intended start to now
     */
    public void recordNotSent(final OperationType type, final Outcome outcome, final long soFarNs) {
        response.of(type, outcome).record(soFarNs);
    }

    /**
     * Keeps the first message of a kind of failure.
     *
     * @param type what failed
     * @param outcome how
     * @param message what happened, for people
     */
    public void example(final OperationType type, final Outcome outcome, final String message) {
        final int i = type.ordinal() * Outcome.COUNT + outcome.ordinal();
        if (examples.get(i) == null) {
            examples.compareAndSet(i, null, message);
        }
    }

    @Override
    public void endInterval(final IntervalSink sink) {
        response.endInterval(sink);
        service.endInterval(sink);
        for (final TaggedRecorder wait : waits) {
            TagTable.endInterval(wait, sink);
        }
    }

    @Override
    public void forEachTotal(final Consumer<Histogram> visitor) {
        response.forEachTotal(visitor);
        service.forEachTotal(visitor);
        for (final TaggedRecorder wait : waits) {
            visitor.accept(wait.total());
        }
    }

    /**
     * Response times of one type and outcome, as far as intervals have ended.
     *
     * @param type the type
     * @param outcome the outcome; what was absent is with {@link Outcome#OK}
     * @return the times, null if there are none
     */
    public @Nullable Histogram response(final OperationType type, final Outcome outcome) {
        return response.total(type, outcome);
    }

    /**
     * Service times of one type and outcome, as far as intervals have ended.
     *
     * @param type the type
     * @param outcome the outcome; what was absent is with {@link Outcome#OK}
     * @return the times, null if there are none
     */
    public @Nullable Histogram service(final OperationType type, final Outcome outcome) {
        return service.total(type, outcome);
    }

    /**
     * Wait times of one type, as far as intervals have ended.
     *
     * @param type the type
     * @return the times, possibly empty
     */
    public Histogram waits(final OperationType type) {
        return waits[type.ordinal()].total();
    }

    /**
     * How many operations succeeded because there was nothing to find.
     *
     * @param type the type
     * @return count
     */
    public long absent(final OperationType type) {
        return absent[type.ordinal()].sum();
    }

    /**
     * How many operations succeeded before the load's last instant.
     *
     * @param type the type
     * @return count
     */
    public long succeededInWindow(final OperationType type) {
        return inWindow[type.ordinal()].sum();
    }

    /**
     * What the first failure of a kind said.
     *
     * @param type what failed
     * @param outcome how
     * @return the message, null if there was none
     */
    public @Nullable String example(final OperationType type, final Outcome outcome) {
        return examples.get(type.ordinal() * Outcome.COUNT + outcome.ordinal());
    }
}

package io.quorate.load.record;

import io.quorate.load.workload.OperationType;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One kind of time, by operation type and outcome; a recorder comes into being when it is needed first. */
final class TagTable {

    private final String prefix;
    private final AtomicReferenceArray<@Nullable TaggedRecorder> recorders =
            new AtomicReferenceArray<>(OperationType.COUNT * Outcome.COUNT);

    TagTable(final String prefix) {
        this.prefix = prefix;
    }

    TaggedRecorder of(final OperationType type, final Outcome outcome) {
        final int i = index(type, outcome);
        final TaggedRecorder known = recorders.get(i);
        return known == null ? create(i, type, outcome) : known;
    }

    private TaggedRecorder create(final int i, final OperationType type, final Outcome outcome) {
        final TaggedRecorder created = new TaggedRecorder(prefix + "." + type.label() + "." + outcome.label());
        final TaggedRecorder witness = recorders.compareAndExchange(i, null, created);
        return witness == null ? created : witness;
    }

    @Nullable
    Histogram total(final OperationType type, final Outcome outcome) {
        final TaggedRecorder known = recorders.get(index(type, outcome));
        return known == null ? null : known.total();
    }

    void endInterval(final IntervalSink sink) {
        for (int i = 0; i < recorders.length(); i++) {
            final TaggedRecorder known = recorders.get(i);
            if (known != null) {
                endInterval(known, sink);
            }
        }
    }

    void forEachTotal(final Consumer<Histogram> visitor) {
        for (int i = 0; i < recorders.length(); i++) {
            final TaggedRecorder known = recorders.get(i);
            if (known != null) {
                visitor.accept(known.total());
            }
        }
    }

    static void endInterval(final TaggedRecorder recorder, final IntervalSink sink) {
        final Histogram interval = recorder.endInterval();
        if (interval.getTotalCount() > 0) {
            sink.onInterval(interval);
        }
    }

    private static int index(final OperationType type, final Outcome outcome) {
        return type.ordinal() * Outcome.COUNT + outcome.ordinal();
    }
}

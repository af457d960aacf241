package io.quorate.load.record;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The times of tags that are numbered; a recorder comes into being when its tag is seen first.
 *
 * <p><b>Threads.</b> As of {@link TaggedRecorder}. <b>Allocation.</b> None once a tag has been seen; about 1 MB for each.
 */
final class ReplicaTags {

    private final IntFunction<String> names;
    private final AtomicReferenceArray<@Nullable TaggedRecorder> recorders;

    ReplicaTags(final int count, final IntFunction<String> names) {
        this.names = names;
        this.recorders = new AtomicReferenceArray<>(count);
    }

    TaggedRecorder of(final int number) {
        final TaggedRecorder known = recorders.get(number);
        return known == null ? create(number) : known;
    }

    private TaggedRecorder create(final int number) {
        final TaggedRecorder created = new TaggedRecorder(names.apply(number));
        final TaggedRecorder witness = recorders.compareAndExchange(number, null, created);
        return witness == null ? created : witness;
    }

    /** The times of ended intervals; null if there are none. */
    @Nullable
    Histogram total(final int number) {
        final TaggedRecorder known = recorders.get(number);
        return known == null || known.total().getTotalCount() == 0 ? null : known.total();
    }

    void endInterval(final IntervalSink sink) {
        for (int i = 0; i < recorders.length(); i++) {
            final TaggedRecorder known = recorders.get(i);
            if (known != null) {
                TagTable.endInterval(known, sink);
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
}

package io.quorate.load.cli;

import io.quorate.load.health.GeneratorHealth;
import io.quorate.load.health.HealthSample;
import io.quorate.load.record.IntervalSink;
import io.quorate.load.record.Recorded;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Brings what the generator says of itself to the report of a run. */
final class HealthFeed implements Recorded {

    private static final double NS_PER_MS = 1e6;

    private final GeneratorHealth health;
    private @Nullable HealthSample last;

    HealthFeed(final GeneratorHealth health) {
        this.health = health;
    }

    @Override
    public void endInterval(final IntervalSink sink) {
        last = health.sample(sink);
    }

    @Override
    public void forEachTotal(final Consumer<Histogram> visitor) {
        visitor.accept(health.summary().hiccups());
    }

    /** Columns of the interval that has ended. */
    Map<String, @Nullable Double> columns() {
        final Map<String, @Nullable Double> columns = new LinkedHashMap<>();
        final HealthSample sample = last;
        if (sample != null) {
            columns.put("hiccup_max_ms", sample.hiccupMaxNs() / NS_PER_MS);
            columns.put("gc_ms", sample.gcPausedNs() / NS_PER_MS);
            put(columns, "cpu_share", sample.ownCpuShare());
            put(columns, "steal_share", sample.stealShare());
        }
        return columns;
    }

    private static void put(
            final Map<String, @Nullable Double> columns, final String name, final OptionalDouble share) {
        if (share.isPresent()) {
            columns.put(name, share.getAsDouble());
        }
    }
}

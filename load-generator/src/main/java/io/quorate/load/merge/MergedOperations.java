package io.quorate.load.merge;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.report.OperationSummary;
import io.quorate.load.slo.Observed;
import io.quorate.load.workload.OperationType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came of the operations of all shards: times from merged histograms, and what no histogram tells from the shards' own counts.
 *
 * <p><b>Threads.</b> One.
 */
final class MergedOperations {

    private static final String OPERATIONS = "operations";
    private static final String TYPE = "type";
    private static final String RESPONSE = "rt.";

    private MergedOperations() {}

    /**
     * The types of the operations, in the order of the shards' own lists; a shard that was cut off has none, but has tags.
     *
     * @param shards what each told
     * @param tags tags that have times
     */
    static List<OperationType> types(final Collection<Shard> shards, final Collection<String> tags) {
        final Set<OperationType> types = new LinkedHashSet<>();
        for (final Shard shard : shards) {
            for (final JsonElement operation : Members.array(shard.json(), OPERATIONS)) {
                types.add(type(Members.text(operation.getAsJsonObject(), TYPE), shard.folder()));
            }
        }
        for (final String tag : tags) {
            if (tag.startsWith(RESPONSE)) {
                types.add(type(tag.split("\\.", -1)[1], "a shard"));
            }
        }
        return List.copyOf(types);
    }

    private static OperationType type(final String label, final String where) {
        final OperationType type = OperationType.of(label);
        if (type == null) {
            throw new IllegalArgumentException("operation \"" + label + "\" of " + where
                    + " is none that this version knows: merge by the version that made the run");
        }
        return type;
    }

    /**
     * What came of them.
     *
     * @param types which
     * @param shards what each told
     * @param totals merged times by tag
     */
    static List<OperationSummary> of(
            final List<OperationType> types,
            final Collection<Shard> shards,
            final SortedMap<String, Histogram> totals) {
        return types.stream()
                .map(type -> OperationSummary.of(type, merged(type, shards, totals)))
                .toList();
    }

    /**
     * The same as objectives see it.
     *
     * @param shards what each told
     * @param totals merged times by tag
     * @param seconds how long load was measured
     */
    static Observed observed(
            final Collection<Shard> shards, final SortedMap<String, Histogram> totals, final double seconds) {
        return Observed.of(
                (type, outcome) -> merged(type, shards, totals).response(outcome),
                type -> merged(type, shards, totals).succeededInWindow(),
                seconds);
    }

    private static Merged merged(
            final OperationType type, final Collection<Shard> shards, final SortedMap<String, Histogram> totals) {
        return new Merged(type, told(type, shards), totals);
    }

    private static List<JsonObject> told(final OperationType type, final Collection<Shard> shards) {
        final List<JsonObject> told = new ArrayList<>();
        for (final Shard shard : shards) {
            for (final JsonElement operation : Members.array(shard.json(), OPERATIONS)) {
                if (Members.text(operation.getAsJsonObject(), TYPE).equals(type.label())) {
                    told.add(operation.getAsJsonObject());
                }
            }
        }
        return told;
    }

    private record Merged(OperationType type, List<JsonObject> told, Map<String, Histogram> totals)
            implements OperationSummary.Source {

        @Override
        public @Nullable Histogram response(final Outcome outcome) {
            return totals.get(RESPONSE + type.label() + "." + outcome.label());
        }

        @Override
        public @Nullable Histogram service(final Outcome outcome) {
            return totals.get("st." + type.label() + "." + outcome.label());
        }

        @Override
        public @Nullable String example(final Outcome outcome) {
            for (final JsonObject operation : told) {
                for (final JsonElement failure : Members.array(operation, "failures")) {
                    final String example = Members.text(failure.getAsJsonObject(), "example");
                    if (Members.text(failure.getAsJsonObject(), "cause").equals(outcome.label())
                            && !example.isEmpty()) {
                        return example;
                    }
                }
            }
            return null;
        }

        @Override
        public Histogram waits() {
            return totals.getOrDefault("wt." + type.label(), Histograms.empty());
        }

        @Override
        public long absent() {
            return sum("absent");
        }

        @Override
        public long succeededInWindow() {
            return sum("succeededInWindow");
        }

        private long sum(final String member) {
            return told.stream()
                    .mapToLong(operation -> (long) Members.number(operation, member, 0))
                    .sum();
        }
    }
}

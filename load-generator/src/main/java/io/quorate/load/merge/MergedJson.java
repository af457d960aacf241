package io.quorate.load.merge;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.quorate.load.recorded.RecordedRun;
import io.quorate.load.report.JsonWriter;
import io.quorate.load.report.ObjectiveText;
import io.quorate.load.report.OperationSummary;
import io.quorate.load.report.RunJson;
import io.quorate.load.report.RunSummary;
import io.quorate.load.slo.ObjectiveResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * {@code run.json} of a merged run. Counters are summed, percentiles come from merged histograms, and what cannot be merged stands in the list of
 * shards, as each told it.
 */
final class MergedJson {

    static final String OBJECTIVES = "objectives";

    private static final String MEASURED = "measuredNs";
    private static final String ASKED = "askedPerSecond";
    private static final String OFFERED = "offered";
    private static final String KEY_SKEW = "keySkew";
    private static final String CAP_FULL = "capFullNs";

    /** What is each shard's own, though it is a number. */
    private static final String RUN_NUMBER = "runNumber";

    private final JsonWriter json = new JsonWriter();
    private final RecordedRun model;
    private final Collection<Shard> shards;
    private final MergedVerdict verdict;

    private MergedJson(final RecordedRun model, final Collection<Shard> shards, final MergedVerdict verdict) {
        this.model = model;
        this.shards = shards;
        this.verdict = verdict;
    }

    /**
     * The text of the file.
     *
     * @param model any of the runs, for what all have in common
     * @param shards all shards, in order
     * @param operations what came of the operations
     * @param totals merged times by tag
     * @param verdict the merged verdict
     * @param objectives whether the whole met them
     * @param files by what the other files are known again
     */
    static String of(
            final RecordedRun model,
            final Collection<Shard> shards,
            final List<OperationSummary> operations,
            final SortedMap<String, Histogram> totals,
            final MergedVerdict verdict,
            final List<ObjectiveResult> objectives,
            final Map<String, Object> files) {
        final MergedJson merged = new MergedJson(model, shards, verdict);
        merged.json.beginObject();
        merged.head();
        merged.verdict();
        merged.load();
        RunJson.operations(merged.json, operations, measuredNs(shards));
        merged.json.name("tags").beginObject();
        totals.forEach((tag, times) -> RunJson.times(merged.json, tag, times));
        merged.json.endObject();
        merged.keySkew();
        if (!objectives.isEmpty()) {
            merged.json.members(Map.of(OBJECTIVES, ObjectiveText.members(objectives)));
        }
        merged.client();
        merged.shards();
        merged.json.name("files").beginObject().members(files).endObject();
        merged.json.name(Shard.PROBLEMS).beginArray();
        shards.forEach(shard -> shard.problems().forEach(merged.json::value));
        merged.json.endArray();
        return merged.json.endObject().toString();
    }

    /** How long load was measured: that of the shard that did so longest. */
    static long measuredNs(final Collection<Shard> shards) {
        return greatest(shards, MEASURED).getAsLong();
    }

    private void head() {
        json.name("schema").value(Members.text(model.json(), "schema"));
        json.name("state").value(verdict.state());
        json.name("version").value(Members.text(model.json(), "version"));
        final SortedSet<Instant> starts = instants("startedAt");
        if (!starts.isEmpty()) {
            json.name("startedAt").value(starts.first().toString());
        }
        final JsonObject config = Members.object(model.json(), "config").deepCopy();
        config.remove(Shard.MEMBER);
        json.name("config").beginObject();
        Members.copy(json, config);
        json.endObject();
        json.name("environment").beginObject();
        Members.copy(json, Members.object(shards.iterator().next().json(), "environment"));
        json.endObject();
        final SortedSet<Instant> ends = instants("endedAt");
        if (!ends.isEmpty()) {
            json.name("endedAt").value(ends.last().toString());
        }
    }

    private SortedSet<Instant> instants(final String member) {
        final SortedSet<Instant> instants = new TreeSet<>();
        for (final Shard shard : shards) {
            final String text = Members.text(shard.json(), member);
            if (!text.isEmpty()) {
                instants.add(Instant.parse(text));
            }
        }
        return instants;
    }

    private void verdict() {
        json.name("verdict").beginObject();
        json.name("status").value(verdict.status().name());
        json.name("reasons").beginArray();
        verdict.reasons().forEach(json::value);
        json.endArray();
        json.name("exitCode").value(verdict.exitCode());
        json.endObject();
    }

    private void load() {
        final JsonObject sums = new JsonObject();
        final List<JsonObject> latenesses = new ArrayList<>();
        for (final Shard shard : shards) {
            final JsonObject load = Members.object(shard.json(), "load");
            Members.addNumbers(sums, load);
            Members.addWords(sums, load);
            latenesses.add(Members.object(load, "lateness"));
        }
        sums.remove(RUN_NUMBER);
        for (final String member : List.of(MEASURED, ASKED, CAP_FULL)) {
            if (sums.has(member)) {
                sums.add(member, greatest(shards, member));
            }
        }
        if (sums.has(OFFERED)) {
            sums.addProperty(
                    "offeredPerSecond",
                    RunSummary.perSecond((long) Members.number(sums, OFFERED, 0), measuredNs(shards)));
        }
        json.name("load").beginObject();
        Members.copy(json, sums);
        lateness(latenesses);
        json.endObject();
    }

    private static JsonElement greatest(final Collection<Shard> shards, final String member) {
        JsonElement greatest = null;
        for (final Shard shard : shards) {
            final JsonElement value = Members.object(shard.json(), "load").get(member);
            if (value != null && (greatest == null || value.getAsDouble() > greatest.getAsDouble())) {
                greatest = value;
            }
        }
        return greatest == null ? new JsonPrimitive(0) : greatest;
    }

    /** Its histograms are in no log, so that its percentiles are known per shard only. */
    private void lateness(final List<JsonObject> latenesses) {
        long count = 0;
        double sumNs = 0;
        double minNs = Double.MAX_VALUE;
        double maxNs = 0;
        for (final JsonObject lateness : latenesses) {
            final double more = Members.number(lateness, "count", 0);
            count += (long) more;
            sumNs += more * Members.number(lateness, "meanNs", 0);
            minNs = Math.min(minNs, Members.number(lateness, "minNs", Double.MAX_VALUE));
            maxNs = Math.max(maxNs, Members.number(lateness, "maxNs", 0));
        }
        json.name("lateness").beginObject();
        json.name("count").value(count);
        if (count > 0) {
            json.name("minNs").value((long) minNs);
            json.name("meanNs").value(sumNs / count);
            json.name("maxNs").value((long) maxNs);
        }
        json.endObject();
    }

    /** It is told of the load of all shards together, so that each says the same. */
    private void keySkew() {
        for (final Shard shard : shards) {
            final JsonObject told = Members.object(shard.json(), KEY_SKEW);
            if (told.size() > 0) {
                json.name(KEY_SKEW).beginObject();
                Members.copy(json, told);
                json.endObject();
                return;
            }
        }
    }

    private void client() {
        final JsonObject sums = new JsonObject();
        shards.forEach(shard -> Members.addNumbers(sums, Members.object(shard.json(), "client")));
        json.name("client").beginObject();
        Members.copy(json, sums);
        json.endObject();
    }

    private void shards() {
        json.name(Shard.LIST).beginArray();
        for (final Shard shard : shards) {
            json.beginObject();
            if (!shard.label().isEmpty()) {
                json.name(Shard.MEMBER).value(shard.label());
            }
            json.name("folder").value(shard.folder());
            Members.copy(json, shard.json());
            json.endObject();
        }
        json.endArray();
    }
}

package io.quorate.load.merge;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.recorded.RecordedRun;
import io.quorate.load.report.JsonWriter;
import io.quorate.load.report.RunJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * {@code run.json} of a merged run. Counters are summed, percentiles come from merged histograms, and what cannot be merged stands in the list of
 * shards, as each told it.
 */
final class MergedJson {

    private static final double NS_PER_S = 1e9;
    private static final String MEASURED = "measuredNs";
    private static final String ASKED = "askedPerSecond";
    private static final String OFFERED = "offered";
    private static final String CAP_FULL = "capFullNs";
    private static final String IN_WINDOW = "succeededInWindow";
    private static final String ABSENT = "absent";

    private final JsonWriter json = new JsonWriter();
    private final RecordedRun model;
    private final Collection<Shard> shards;
    private final SortedMap<String, Histogram> totals;
    private final MergedVerdict verdict;

    private MergedJson(
            final RecordedRun model,
            final Collection<Shard> shards,
            final SortedMap<String, Histogram> totals,
            final MergedVerdict verdict) {
        this.model = model;
        this.shards = shards;
        this.totals = totals;
        this.verdict = verdict;
    }

    /**
     * The text of the file.
     *
     * @param model any of the runs, for what all have in common
     * @param shards all shards, in order
     * @param totals merged times by tag
     * @param verdict the merged verdict
     */
    static String of(
            final RecordedRun model,
            final Collection<Shard> shards,
            final SortedMap<String, Histogram> totals,
            final MergedVerdict verdict) {
        final MergedJson merged = new MergedJson(model, shards, totals, verdict);
        merged.json.beginObject();
        merged.head();
        merged.verdict();
        final double measuredNs = merged.load();
        merged.operations(measuredNs);
        merged.json.name("tags").beginObject();
        totals.forEach((tag, times) -> RunJson.times(merged.json, tag, times));
        merged.json.endObject();
        merged.client();
        merged.shards();
        return merged.json.endObject().toString();
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

    private double load() {
        final JsonObject sums = new JsonObject();
        final List<JsonObject> latenesses = new ArrayList<>();
        for (final Shard shard : shards) {
            final JsonObject load = Members.object(shard.json(), "load");
            Members.addNumbers(sums, load);
            latenesses.add(Members.object(load, "lateness"));
        }
        for (final String member : List.of(MEASURED, ASKED, CAP_FULL)) {
            if (sums.has(member)) {
                sums.add(member, greatest(member));
            }
        }
        final double measuredNs = Members.number(sums, MEASURED, 0);
        if (sums.has(OFFERED)) {
            sums.addProperty("offeredPerSecond", perSecond(Members.number(sums, OFFERED, 0), measuredNs));
        }
        json.name("load").beginObject();
        Members.copy(json, sums);
        lateness(latenesses);
        json.endObject();
        return measuredNs;
    }

    private JsonElement greatest(final String member) {
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

    private void operations(final double measuredNs) {
        json.name("operations").beginArray();
        for (final String type : types()) {
            operation(type, measuredNs);
        }
        json.endArray();
    }

    /** In the order of the shards' own lists; a shard that was cut off has none, but has tags. */
    private Collection<String> types() {
        final Collection<String> types = new LinkedHashSet<>();
        for (final Shard shard : shards) {
            for (final JsonElement operation : Members.array(shard.json(), "operations")) {
                types.add(Members.text(operation.getAsJsonObject(), "type"));
            }
        }
        for (final String tag : totals.keySet()) {
            if (tag.startsWith("rt.")) {
                types.add(tag.split("\\.", -1)[1]);
            }
        }
        return types;
    }

    private void operation(final String type, final double measuredNs) {
        final JsonObject sums = new JsonObject();
        final List<JsonElement> failures = new ArrayList<>();
        for (final Shard shard : shards) {
            for (final JsonElement operation : Members.array(shard.json(), "operations")) {
                final JsonObject members = operation.getAsJsonObject();
                if (Members.text(members, "type").equals(type)) {
                    Members.addNumbers(sums, members);
                    Members.array(members, "failures").forEach(failures::add);
                }
            }
        }
        final Histogram response = Histograms.empty();
        final Histogram service = Histograms.empty();
        long failed = 0;
        for (final Outcome outcome : Outcome.values()) {
            if (outcome == Outcome.ABSENT) {
                continue;
            }
            final Histogram times = times("rt", type, outcome);
            if (outcome.isSuccess() || outcome.isCensored()) {
                response.add(times);
                service.add(times("st", type, outcome));
            } else {
                failed += times.getTotalCount();
            }
        }
        json.beginObject();
        json.name("type").value(type);
        json.name("succeeded").value(times("rt", type, Outcome.OK).getTotalCount());
        json.name(ABSENT).value((long) Members.number(sums, ABSENT, 0));
        final long inWindow = (long) Members.number(sums, IN_WINDOW, 0);
        json.name(IN_WINDOW).value(inWindow);
        json.name("ratePerSecond").value(perSecond(inWindow, measuredNs));
        json.name("failed").value(failed);
        json.name("unfinished").value(times("rt", type, Outcome.UNFINISHED).getTotalCount());
        json.name("unsent").value(times("rt", type, Outcome.UNSENT).getTotalCount());
        List.of("succeeded", ABSENT, IN_WINDOW, "ratePerSecond", "failed", "unfinished", "unsent")
                .forEach(sums::remove);
        Members.copy(json, sums);
        RunJson.times(json, "response", response);
        RunJson.times(json, "service", service);
        RunJson.times(json, "wait", totals.getOrDefault("wt." + type, Histograms.empty()));
        failures(type, failures);
        json.endObject();
    }

    private void failures(final String type, final List<JsonElement> told) {
        json.name("failures").beginArray();
        for (final Outcome outcome : Outcome.values()) {
            final Histogram times = times("rt", type, outcome);
            if (!outcome.isSuccess() && !outcome.isCensored() && times.getTotalCount() > 0) {
                json.beginObject();
                json.name("cause").value(outcome.label());
                told.stream()
                        .map(JsonElement::getAsJsonObject)
                        .filter(failure -> Members.text(failure, "cause").equals(outcome.label()))
                        .map(failure -> Members.text(failure, "example"))
                        .filter(example -> !example.isEmpty())
                        .findFirst()
                        .ifPresent(example -> json.name("example").value(example));
                RunJson.times(json, "response", times);
                json.endObject();
            }
        }
        json.endArray();
    }

    private Histogram times(final String kind, final String type, final Outcome outcome) {
        return totals.getOrDefault(kind + "." + type + "." + outcome.label(), Histograms.empty());
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

    private static double perSecond(final double count, final double measuredNs) {
        return measuredNs == 0 ? 0 : count * NS_PER_S / measuredNs;
    }
}

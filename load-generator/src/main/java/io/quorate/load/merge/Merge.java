package io.quorate.load.merge;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.quorate.load.recorded.RecordedRun;
import io.quorate.load.report.HistogramLog;
import io.quorate.load.report.JsonWriter;
import io.quorate.load.report.OperationSummary;
import io.quorate.load.report.RunFolder;
import io.quorate.load.report.TimelineLog;
import io.quorate.load.report.Verdict;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.workload.OperationType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the shards of one run: what several generators recorded becomes what one would have.
 *
 * <p><b>Threads.</b> One.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} with a message for people if the runs do not belong together.
 *
 * <p><b>Guarantee.</b> Bucket counts are added and nothing is lost; order and grouping of the shards do not matter. Percentiles are computed after
 * that only.
 */
public final class Merge {

    private static final String CONFIG = "config";
    private static final String RUN_ID = "run-id";
    private static final String OVERRIDE = ", or merge nevertheless by --partial";

    private static final double NS_PER_S = 1e9;

    /** What is each generator's own. */
    private static final Set<String> FREE =
            Set.of(Shard.MEMBER, "out", "name", "progress", "quiet", "start-at", "agents");

    private final List<RecordedRun> runs;
    private final List<Shard> shards;
    private final List<Objective> objectives;
    private final MergedTimes times;
    private final List<OperationType> types;
    private final MergedTimeline timeline;
    private MergedVerdict verdict;
    private List<ObjectiveResult> judged = List.of();
    private long operations;

    private Merge(
            final List<RecordedRun> runs,
            final List<Shard> shards,
            final List<Objective> objectives,
            final MergedVerdict verdict,
            final MergedTimeline timeline) {
        this.runs = runs;
        this.shards = shards;
        this.objectives = objectives;
        this.verdict = verdict;
        this.timeline = timeline;
        times = new MergedTimes(runs);
        types = MergedOperations.types(shards, times.tags());
    }

    /**
     * Checks that runs are the shards of one.
     *
     * @param runs the shards, in any order; runs that were merged from some of them count as those
     * @param isPartial whether shards may be missing, or cut off, and runs that are no shards be merged
     * @return what can be written
     * @throws IOException if a file of a run is missing or damaged; with a message for people
     */
    public static Merge of(final List<RecordedRun> runs, final boolean isPartial) throws IOException {
        final List<Shard> shards = new ArrayList<>();
        for (final RecordedRun run : runs) {
            shards.addAll(Shard.of(run));
        }
        for (final RecordedRun run : runs.subList(1, runs.size())) {
            requireAlike(runs.get(0), run);
        }
        shards.sort(Comparator.comparingInt(Shard::number).thenComparing(Shard::folder));
        requireDistinct(shards);
        final List<String> missing = missing(shards);
        if (!isPartial) {
            requireShards(runs, shards);
            requireComplete(shards, missing);
        }
        // First, since it refuses a shard whose beginning is no time.
        final MergedTimeline timeline = MergedTimeline.of(runs);
        final List<Objective> objectives =
                MergedObjectives.of(Members.object(runs.get(0).json(), CONFIG));
        final MergedVerdict verdict = MergedVerdict.of(shards, missing, !objectives.isEmpty());
        return new Merge(List.copyOf(runs), List.copyOf(shards), objectives, verdict, timeline);
    }

    private static void requireAlike(final RecordedRun one, final RecordedRun other) {
        requireEqual(
                one, other, "version", one.json().get("version"), other.json().get("version"));
        final JsonObject config = Members.object(one.json(), CONFIG);
        final JsonObject otherConfig = Members.object(other.json(), CONFIG);
        final SortedSet<String> names = new TreeSet<>(config.keySet());
        names.addAll(otherConfig.keySet());
        names.removeAll(FREE);
        for (final String name : names) {
            requireEqual(one, other, "--" + name, config.get(name), otherConfig.get(name));
        }
    }

    private static void requireEqual(
            final RecordedRun one,
            final RecordedRun other,
            final String name,
            final @Nullable JsonElement value,
            final @Nullable JsonElement otherValue) {
        if (value == null ? otherValue != null : !value.equals(otherValue)) {
            throw new IllegalArgumentException("these are not shards of one run: " + name + " is " + shown(value)
                    + " in " + one.folder() + ", " + shown(otherValue) + " in " + other.folder());
        }
    }

    private static String shown(final @Nullable JsonElement value) {
        if (value == null) {
            return "not set";
        }
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    private static void requireDistinct(final List<Shard> shards) {
        for (int i = 1; i < shards.size(); i++) {
            final Shard one = shards.get(i - 1);
            final Shard other = shards.get(i);
            if (one.number() == other.number()
                    && (one.number() > 0 || one.folder().equals(other.folder()))) {
                throw new IllegalArgumentException(one.name() + " is there twice, and would count twice: "
                        + one.folder() + " and " + other.folder());
            }
            if (one.of() != other.of()) {
                throw new IllegalArgumentException("these are not shards of one run: " + one.folder() + " has "
                        + (one.of() == 0 ? "none" : one.label()) + ", " + other.folder() + " has " + other.label());
            }
        }
    }

    private static List<String> missing(final List<Shard> shards) {
        final List<String> missing = new ArrayList<>();
        final int count = shards.get(0).of();
        int next = 0;
        for (int number = 1; number <= count; number++) {
            if (next < shards.size() && shards.get(next).number() == number) {
                next++;
            } else {
                missing.add(number + "/" + count);
            }
        }
        return missing;
    }

    private static void requireShards(final List<RecordedRun> runs, final List<Shard> shards) {
        for (final Shard shard : shards) {
            if (shard.number() == 0) {
                throw new IllegalArgumentException("the run in " + shard.folder()
                        + " is no shard of another, since its config has no " + Shard.MEMBER
                        + ": name the folders of one run's shards" + OVERRIDE);
            }
        }
        if (!Members.object(runs.get(0).json(), CONFIG).has(RUN_ID)) {
            throw new IllegalArgumentException("the run in " + runs.get(0).folder() + " does not say by " + RUN_ID
                    + " which run it is a shard of: name the folders of one run's shards" + OVERRIDE);
        }
    }

    private static void requireComplete(final List<Shard> shards, final List<String> missing) {
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException((missing.size() == 1 ? "shard " : "shards ") + String.join(", ", missing)
                    + (missing.size() == 1 ? " is" : " are") + " missing: name every shard" + OVERRIDE);
        }
        for (final Shard shard : shards) {
            if (shard.isCutOff()) {
                throw new IllegalArgumentException(shard.name() + " in " + shard.folder()
                        + " is not complete, since it was killed or runs still: wait for its end" + OVERRIDE);
            }
        }
    }

    /**
     * Writes the merged run; once.
     *
     * @param folder where to
     * @param version version of the program that merges
     * @throws IOException if a file cannot be written
     */
    public void write(final RunFolder folder, final String version) throws IOException {
        folder.writeEnvironment(environment());
        final SortedSet<Long> seconds = timeline.seconds(times.seconds());
        // Readers take no interval that begins before the log does.
        final long startMs = seconds.isEmpty() ? timeline.startMs() : Seconds.startMs(seconds.first());
        try (HistogramLog log = folder.histogramLog(startMs, "quorate " + version + ", merged");
                TimelineLog lines = folder.timelineLog(types)) {
            for (final long second : seconds) {
                timeline.write(second, times.of(second), log, lines);
            }
        }
        for (final Histogram total : times.totals().values()) {
            folder.writeHgrm(total);
        }
        final List<OperationSummary> summaries = MergedOperations.of(types, shards, times.totals());
        for (final OperationSummary summary : summaries) {
            operations += summary.response().getTotalCount() + summary.failed();
        }
        final long measuredNs = MergedJson.measuredNs(shards);
        folder.writeSummary(summaries, measuredNs);
        if (verdict.isWhole()) {
            judged = MergedObjectives.judge(
                    objectives, MergedOperations.observed(shards, times.totals(), measuredNs / NS_PER_S));
        }
        verdict = verdict.judged(MergedObjectives.isMissed(objectives, judged, summaries));
        // Last, as it makes the folder a run, and tells the digests of the others.
        folder.writeJson(
                MergedJson.of(runs.get(0), shards, summaries, times.totals(), verdict, judged, folder.digests()));
    }

    /** Where each shard took place. */
    private String environment() {
        final JsonObject all = new JsonObject();
        shards.forEach(shard -> all.add(shard.name(), Members.object(shard.json(), "environment")));
        final JsonWriter json = new JsonWriter().beginObject();
        Members.copy(json, all);
        return json.endObject().toString();
    }

    /**
     * How many shards were merged.
     *
     * @return count
     */
    public int shardCount() {
        return shards.size();
    }

    /**
     * How many operations were written.
     *
     * @return count, 0 before {@link #write}
     */
    public long operations() {
        return operations;
    }

    /**
     * The worst verdict of the shards.
     *
     * @return the judgement
     */
    public Verdict.Status status() {
        return verdict.status();
    }

    /**
     * Why it is not better.
     *
     * @return a line per reason, with the shard that gave it
     */
    public List<String> reasons() {
        return verdict.reasons();
    }

    /**
     * Whether all shards together met the objectives of the run.
     *
     * @return objective by objective; empty before {@link #write}, and if this is not the whole of one load
     */
    public List<ObjectiveResult> objectives() {
        return judged;
    }

    /**
     * With what a program that had made the whole load would have ended: the gravest of what the shards ended with, but that the whole is judged by the
     * objectives, not each shard.
     *
     * @return exit code; knows of objectives after {@link #write}
     */
    public int exitCode() {
        return verdict.exitCode();
    }
}

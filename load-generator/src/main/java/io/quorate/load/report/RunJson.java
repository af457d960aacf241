package io.quorate.load.report;

import io.quorate.load.record.Recorded;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * Shows a run as JSON; the form is told by {@code schema} and grows by new members only.
 *
 * <p><b>Threads.</b> One.
 */
public final class RunJson {

    static final String SCHEMA = "quorate-run/1";

    /** Members that nobody else may add. */
    static final Set<String> OWN = Set.of(
            "schema",
            "state",
            "version",
            "startedAt",
            "config",
            "environment",
            "endedAt",
            "verdict",
            "load",
            "operations",
            "tags",
            "client",
            "files",
            "problems");

    private final JsonWriter json = new JsonWriter();

    private RunJson() {}

    static String running(final RunFacts facts, final Instant startedAt) {
        final RunJson run = new RunJson();
        run.head(facts, "running", startedAt);
        return run.json.endObject().toString();
    }

    static String finished(
            final RunFacts facts,
            final Instant startedAt,
            final Instant endedAt,
            final RunSummary summary,
            final int exitCode,
            final List<Recorded> recorded,
            final Map<String, Object> client,
            final Map<String, Object> more) {
        final RunJson run = new RunJson();
        run.head(facts, summary.result().interrupted() ? "interrupted" : "finished", startedAt);
        run.json.name("endedAt").value(endedAt.toString());
        run.verdict(summary, exitCode);
        run.load(summary);
        operations(run.json, summary.operations(), summary.result().measuredNs());
        run.json.name("tags").beginObject();
        recorded.forEach(one -> one.forEachTotal(run::tag));
        run.json.endObject();
        run.json.name("client").beginObject().members(client).endObject();
        run.json.members(more);
        return run.json.endObject().toString();
    }

    private void head(final RunFacts facts, final String state, final Instant startedAt) {
        json.beginObject();
        json.name("schema").value(SCHEMA);
        json.name("state").value(state);
        json.name("version").value(facts.version());
        json.name("startedAt").value(startedAt.toString());
        json.name("config").beginObject().members(facts.config()).endObject();
        json.name("environment").beginObject().members(facts.environment()).endObject();
    }

    private void verdict(final RunSummary summary, final int exitCode) {
        json.name("verdict").beginObject();
        json.name("status").value(summary.verdict().status().name());
        json.name("reasons").beginArray();
        summary.verdict().reasons().forEach(json::value);
        json.endArray();
        json.name("exitCode").value(exitCode);
        json.endObject();
    }

    private void load(final RunSummary summary) {
        final var result = summary.result();
        json.name("load").beginObject();
        json.name("loop").value(summary.plan().closed() ? "closed" : "open");
        json.name("runNumber").value(summary.plan().workload().runNumber());
        json.name("aborted").value(result.aborted());
        json.name("measuredNs").value(result.measuredNs());
        json.name("askedPerSecond").value(summary.plan().schedule().ratePerSecond());
        json.name("offered").value(result.offered());
        json.name("offeredPerSecond").value(summary.perSecond(result.offered()));
        json.name("sent").value(result.sent());
        json.name("overdue").value(result.overdue());
        json.name("succeeded").value(summary.succeeded());
        json.name("failed").value(summary.failed());
        json.name("unfinished").value(summary.unfinished());
        json.name("unsent").value(summary.unsent());
        json.name("capFullNs").value(result.blockedNs());
        times(json, "lateness", result.lateness());
        json.endObject();
    }

    /**
     * Writes what came of the operations, as a member of an object that is open.
     *
     * @param json where to
     * @param operations what came of them, by type
     * @param measuredNs how long load was measured
     */
    public static void operations(
            final JsonWriter json, final List<OperationSummary> operations, final long measuredNs) {
        json.name("operations").beginArray();
        operations.forEach(operation -> operation(json, operation, measuredNs));
        json.endArray();
    }

    private static void operation(final JsonWriter json, final OperationSummary operation, final long measuredNs) {
        json.beginObject();
        json.name("type").value(operation.type().label());
        json.name("succeeded").value(operation.succeeded());
        json.name("absent").value(operation.absent());
        json.name("succeededInWindow").value(operation.succeededInWindow());
        json.name("ratePerSecond").value(RunSummary.perSecond(operation.succeededInWindow(), measuredNs));
        json.name("failed").value(operation.failed());
        json.name("unfinished").value(operation.unfinished());
        json.name("unsent").value(operation.unsent());
        times(json, "response", operation.response());
        times(json, "service", operation.service());
        times(json, "wait", operation.waits());
        json.name("failures").beginArray();
        for (final OperationSummary.Failure failure : operation.failures()) {
            json.beginObject();
            json.name("cause").value(failure.outcome().label());
            final String example = failure.example();
            if (example != null) {
                json.name("example").value(example);
            }
            times(json, "response", failure.response());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private void tag(final Histogram times) {
        if (times.getTotalCount() > 0) {
            times(json, times.getTag(), times);
        }
    }

    /** How many times there are, and their percentiles. */
    static Map<String, Object> times(final Histogram times) {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("count", times.getTotalCount());
        if (times.getTotalCount() > 0) {
            members.put("minNs", times.getMinValue());
            members.put("meanNs", times.getMean());
            for (final double percentile : SummaryTable.PERCENTILES) {
                members.put(memberName(percentile), times.getValueAtPercentile(percentile));
            }
            members.put("maxNs", times.getMaxValue());
        }
        return members;
    }

    /**
     * Writes how many times there are and their percentiles, as a member of an object that is open.
     *
     * @param json where to
     * @param name name of the member
     * @param times the times
     */
    public static void times(final JsonWriter json, final String name, final Histogram times) {
        json.name(name).any(times(times));
    }

    /** For example {@code p999Ns}. */
    private static String memberName(final double percentile) {
        return SummaryTable.percentileName(percentile).replace(".", "").toLowerCase(Locale.ROOT) + "Ns";
    }
}

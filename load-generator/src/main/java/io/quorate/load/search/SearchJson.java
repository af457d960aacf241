package io.quorate.load.search;

import io.quorate.load.report.JsonWriter;
import io.quorate.load.report.ObjectiveText;
import io.quorate.load.report.RunFacts;
import io.quorate.load.slo.Observed;
import io.quorate.load.slo.ResponseTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows a search or a sweep to programs, and keeps its configuration so that it can be repeated. The form is told by {@code schema} and grows by new
 * members only.
 *
 * <p><b>Threads.</b> One. <b>Units.</b> Nanoseconds and operations per second, as the names of members say.
 */
public final class SearchJson {

    private static final String END = "end";
    private static final String INTERRUPTED = "interrupted";

    private final JsonWriter json = new JsonWriter();

    private SearchJson() {}

    /**
     * What is known at the start.
     *
     * @param command {@code search} or {@code sweep}
     * @param facts what is known of it
     * @param startedAt when it started
     * @return the text of the file
     */
    public static String running(final String command, final RunFacts facts, final Instant startedAt) {
        final SearchJson search = new SearchJson();
        search.head(command, "running", facts, startedAt);
        return search.json.endObject().toString();
    }

    /**
     * What is known at the end.
     *
     * @param command {@code search} or {@code sweep}
     * @param facts what is known of it
     * @param startedAt when it started
     * @param endedAt when it ended
     * @param outcome what came of it: {@link #members(SearchResult)} or {@link #members(SweepResult)}
     * @param probes its loads, in order
     * @param exitCode what the program ends with
     * @return the text of the file
     */
    public static String finished(
            final String command,
            final RunFacts facts,
            final Instant startedAt,
            final Instant endedAt,
            final Map<String, ? extends @Nullable Object> outcome,
            final List<Probe> probes,
            final int exitCode) {
        final SearchJson search = new SearchJson();
        search.head(command, INTERRUPTED.equals(outcome.get(END)) ? INTERRUPTED : "finished", facts, startedAt);
        final List<Map<String, @Nullable Object>> loads = new ArrayList<>();
        probes.forEach(probe -> loads.add(members(probe)));
        search.json.name("endedAt").value(endedAt.toString());
        search.json.members(outcome);
        search.json.members(Map.of("loads", loads));
        search.json.name("exitCode").value(exitCode);
        return search.json.endObject().toString();
    }

    private void head(final String command, final String state, final RunFacts facts, final Instant startedAt) {
        json.beginObject();
        json.name("schema").value("quorate-" + command + "/1");
        json.name("state").value(state);
        json.name("version").value(facts.version());
        json.name("startedAt").value(startedAt.toString());
        json.name("config").beginObject().members(facts.config()).endObject();
        json.name("environment").beginObject().members(facts.environment()).endObject();
    }

    /**
     * What a search found.
     *
     * @param result the search
     * @return members; those that are not known are null
     */
    public static Map<String, @Nullable Object> members(final SearchResult result) {
        final Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put(END, ProbeCsv.lower(result.end()));
        members.put("maximumPerSecond", result.end().isFound() ? known(result.maximum()) : null);
        members.put("unconfirmedPerSecond", result.end().isFound() ? null : known(result.maximum()));
        members.put("firstFailingPerSecond", known(result.firstFailing()));
        members.put("reason", result.reason());
        members.put("objectives", ObjectiveText.members(result.together()));
        return members;
    }

    /**
     * What a sweep showed.
     *
     * @param result the sweep
     * @return members; those that are not known are null
     */
    public static Map<String, @Nullable Object> members(final SweepResult result) {
        final Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put(END, result.interrupted() ? INTERRUPTED : result.reason() == null ? "complete" : "incomplete");
        members.put("reason", result.reason());
        return members;
    }

    private static Map<String, @Nullable Object> members(final Probe probe) {
        final Observed observed = probe.observed();
        final Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("kind", ProbeCsv.lower(probe.kind()));
        members.put("ratePerSecond", probe.rate());
        members.put("seconds", observed.seconds());
        members.put("achievedPerSecond", ResponseTimes.throughput(observed, null));
        members.put("due", ResponseTimes.total(observed, null));
        members.put("unanswered", ResponseTimes.unanswered(observed, null));
        members.put("p50Ns", ProbeCsv.timeNs(observed, ProbeCsv.P50));
        members.put("p99Ns", ProbeCsv.timeNs(observed, ProbeCsv.P99));
        members.put("p999Ns", ProbeCsv.timeNs(observed, ProbeCsv.P999));
        members.put("verdict", ProbeCsv.lower(probe.verdict()));
        members.put("early", ProbeCsv.lower(probe.early()));
        members.put("reason", probe.invalid());
        members.put("objectives", ObjectiveText.members(probe.results()));
        return members;
    }

    private static @Nullable Double known(final double perSecond) {
        return perSecond == 0 ? null : perSecond;
    }
}

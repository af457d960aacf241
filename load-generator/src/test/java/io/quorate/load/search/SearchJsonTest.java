package io.quorate.load.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quorate.load.Json;
import io.quorate.load.report.RunFacts;
import io.quorate.load.slo.Objective;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchJsonTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final RunFacts FACTS = new RunFacts("9.9", Map.of("from", "1000"), Map.of("processors", 2));
    private static final List<Objective> OBJECTIVES = Objective.parse("p50<10ms,errors<30%");

    @Test
    void shouldTellTheMaximumWhenItWasFound() {
        final Probe probe = probe(Probe.Kind.PROBE, 2_000, 10, 90);
        final Probe confirm = probe(Probe.Kind.CONFIRM, 1_000, 80, 20);
        final SearchResult result = new SearchResult(
                plan(),
                SearchResult.End.LIMITED_BY_SERVER,
                1_000,
                2_000,
                List.of(confirm),
                List.of(probe, confirm),
                null);
        final Map<String, Object> json = finished("search", SearchJson.members(result), result.probes(), 0);

        assertEquals("quorate-search/1", json.get("schema"));
        assertEquals(START.toString(), json.get("startedAt"));
        assertEquals("1000", Json.at(json, "config/from"));
        assertEquals(2, Json.number(json, "environment/processors"));
        assertEquals("limited_by_server", json.get("end"));
        assertEquals(1_000, Json.number(json, "maximumPerSecond"));
        assertNull(json.get("unconfirmedPerSecond"));
        assertEquals(2_000, Json.number(json, "firstFailingPerSecond"));
        assertEquals("p50<10ms", Json.at(json, "objectives/0/text"));
        assertEquals(20, Json.number(json, "objectives/1/misses"));
        assertEquals("confirm", Json.at(json, "loads/1/kind"));
        assertEquals(100, Json.number(json, "loads/1/due"));
        assertEquals(20, Json.number(json, "loads/1/unanswered"));
        assertEquals(1_000, Json.number(json, "loads/1/p50Ns") / 1_000, "a millisecond, in three digits");
        assertNull(Json.at(json, "loads/1/p99Ns"), "a fifth took for ever");
        assertNull(Json.at(json, "loads/0/p50Ns"), "nearly all took for ever");
    }

    @Test
    void shouldNotCallARateTheMaximumThatWasNotConfirmed() {
        final SearchResult result = new SearchResult(
                plan(), SearchResult.End.LIMITED_BY_GENERATOR, 1_000, 0, List.of(), List.of(), "it was late");
        final Map<String, Object> json = finished("search", SearchJson.members(result), List.of(), 5);

        assertNull(json.get("maximumPerSecond"));
        assertEquals(1_000, Json.number(json, "unconfirmedPerSecond"));
        assertNull(json.get("firstFailingPerSecond"));
        assertEquals("it was late", json.get("reason"));
        assertEquals(5, Json.number(json, "exitCode"));
    }

    @Test
    void shouldTellHowASweepEnded() {
        assertEquals("complete", end(new SweepResult(List.of(), null, false)));
        assertEquals("incomplete", end(new SweepResult(List.of(), "it did not recover", false)));
        final SweepResult interrupted = new SweepResult(List.of(), null, true);
        assertEquals("interrupted", end(interrupted));
        assertEquals(
                "interrupted",
                finished("sweep", SearchJson.members(interrupted), List.of(), 130)
                        .get("state"));
    }

    @Test
    void shouldSayThatItRunsUntilItHasEnded() {
        final Map<String, Object> json = Json.object(SearchJson.running("sweep", FACTS, START));
        assertEquals("quorate-sweep/1", json.get("schema"));
        assertEquals("running", json.get("state"));
        assertFalse(json.containsKey("exitCode"));
    }

    private static Object end(final SweepResult result) {
        return finished("sweep", SearchJson.members(result), List.of(), 0).get("end");
    }

    private static Map<String, Object> finished(
            final String command, final Map<String, Object> outcome, final List<Probe> probes, final int exitCode) {
        return Json.object(SearchJson.finished(command, FACTS, START, START.plusSeconds(9), outcome, probes, exitCode));
    }

    private static Probe probe(final Probe.Kind kind, final double rate, final long answered, final long unanswered) {
        final Counted counted = new Counted().second(answered, unanswered);
        return new Probe(
                kind,
                rate,
                counted,
                OBJECTIVES.stream().map(objective -> objective.judge(counted)).toList(),
                Probe.Verdict.PASS,
                Probe.Early.NO,
                null);
    }

    private static SearchPlan plan() {
        return new SearchPlan(
                OBJECTIVES, 1_000, 1e6, Duration.ofSeconds(15), Duration.ofSeconds(5), 1, Duration.ofSeconds(60), 0.02);
    }
}

package io.quorate.load.html;

import io.quorate.load.record.Histograms;
import io.quorate.load.recorded.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Makes folders of runs that did not happen. */
final class RunFolders {

    static final long START_MS = 1_767_323_045_000L;
    static final String STARTED_AT = "2026-01-02T03:04:05Z";
    private static final int DOWN_SECOND = 12;
    private static final int UP_SECOND = 20;
    private static final int LAST_SECOND = 30;
    static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Text that would be a script, or would end the element that it stands in, if it were taken for more than text. */
    static final String HOSTILE =
            "</script><img src=x onerror=document.body.dataset.owned=1><script>alert(1)</script>{{data}}&amp;";

    private final Path folder;
    private final Map<Integer, Map<String, List<Long>>> seconds = new TreeMap<>();

    RunFolders(final Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    RunFolders times(final int second, final String tag, final long... ns) {
        final List<Long> times =
                seconds.computeIfAbsent(second, s -> new TreeMap<>()).computeIfAbsent(tag, t -> new ArrayList<>());
        for (final long each : ns) {
            times.add(each);
        }
        return this;
    }

    RunFolders file(final String name, final String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return this;
    }

    /** The totals by tag. */
    Map<String, Histogram> write(final String runJson) throws IOException {
        file("run.json", runJson);
        final Map<String, Histogram> totals = new TreeMap<>();
        final HistogramLogWriter log =
                new HistogramLogWriter(folder.resolve("hist.hlog").toFile());
        log.outputLogFormatVersion();
        log.outputStartTime(START_MS);
        log.setBaseTime(START_MS);
        log.outputBaseTime(START_MS);
        log.outputLegend();
        seconds.forEach((second, tags) -> tags.forEach((tag, ns) -> {
            final Histogram times = Histograms.empty();
            ns.forEach(times::recordValue);
            times.setTag(tag);
            times.setStartTimeStamp(START_MS + second * 1_000L);
            times.setEndTimeStamp(START_MS + (second + 1) * 1_000L);
            log.outputIntervalHistogram(times);
            totals.computeIfAbsent(tag, t -> Histograms.empty()).add(times);
        }));
        log.close();
        return totals;
    }

    Path folder() {
        return folder;
    }

    static String json(final String state, final String members) {
        return "{\"schema\": \"quorate-run/1\", \"state\": \"" + state + "\", \"version\": \"9.9\", \"startedAt\": \""
                + STARTED_AT + "\"" + (members.isEmpty() ? "" : ", " + members) + "}";
    }

    /** Half a minute against three nodes, of which one is dead for eight seconds, with everything that a run can have. */
    static Map<String, Histogram> fullRun(final Path folder) throws IOException {
        final RunFolders run = new RunFolders(folder);
        final SplittableRandom random = new SplittableRandom(1);
        final StringBuilder timeline = new StringBuilder(
                "elapsed_s,phase,offered,sent,succeeded,failed,in_flight,queue,hiccup_max_ms,gc_ms,cpu_share,steal_share,get_rt_p99_ms,at_cap\n");
        for (int second = 0; second < LAST_SECOND; second++) {
            final boolean isWarmup = second < 5;
            final boolean isDown = second >= DOWN_SECOND && second < UP_SECOND;
            if (!isWarmup) {
                operations(run, random, second, isDown);
            }
            timeline.append(String.format(
                    Locale.ROOT,
                    "%d.0,%s,%d,%d,%d,%d,%d,%d,%.3f,%.1f,%.3f,%.4f,1.5,true\n",
                    second + 1,
                    isWarmup ? "warmup" : "load",
                    1_000 + random.nextInt(60),
                    1_000,
                    isDown ? 990 : 1_000,
                    isDown ? 10 : 0,
                    isDown ? 40 + random.nextInt(30) : 2 + random.nextInt(4),
                    isDown ? random.nextInt(9) : 0,
                    0.1 + random.nextDouble(),
                    random.nextInt(8) == 0 ? 3.0 : 0.0,
                    0.3 + 0.1 * random.nextDouble(),
                    random.nextDouble() / 100));
        }
        run.file("timeline.csv", timeline.toString());
        run.file(
                "events.jsonl",
                "{\"t_s\":5.0,\"event\":\"phase\",\"detail\":\"load\"}\n{\"t_s\":12.0,\"epochMs\":1767323057000,\"event\":\"kill\",\"node\":\"n2\"}\n{\"t_s\":12.8,\"event\":\"down\",\"node\":\"n2\"}\n"
                        + "{\"t_s\":20.0,\"event\":\"start\",\"node\":\"n2\",\"pid\":4711}\n{\"t_s\":21.2,\"event\":\"up\",\"no");
        run.file("violations.jsonl", "{\"kind\":\"stale\",\"key\":\"load-17\",\"returned\":3,\"newer\":5}\n");
        return run.write(json("finished", """
                "endedAt": "2026-01-02T03:04:35Z",
                "config": {"target": "n1:7001,n2:7001,n3:7001", "rate": 1000.0, "duration": "25s", "warmup": "5s",
                  "mix": "get=95,put=5", "keys": 10000, "seed": "42", "read-quorum": 2, "write-quorum": 2},
                "environment": {"java": "17.0.15", "os": "Linux 6.1", "processors": 8},
                "verdict": {"status": "SUSPECT", "reasons": ["1 % of the operations started more than 2.1 ms late"], "exitCode": 4},
                "objectives": [{"text": "get:p99<5ms", "passed": true, "measured": "4.2 ms", "misses": 190, "total": 23750},
                  {"text": "put:p99.9<20ms", "passed": false, "measured": "151 ms", "misses": 9, "total": 1250}, {"text": "errors<0.1%", "passed": false, "measured": "0.3 %", "misses": 80, "total": 25000}],
                "check": {"mode": "regular", "promised": true, "reads": 23750, "violations": 1, "kinds": {"stale": 1}, "stale": 1},
                "keySkew": {"operations": 30000, "distinct": 6804, "hottestKeyShare": 0.0957, "hottestPercentShare": 0.5104},
                "load": {"measuredNs": 25000000000, "askedPerSecond": 1000.0, "offered": 25000, "capFullNs": 1200000000,
                  "lateness": {"count": 25000, "p50Ns": 101000, "p99Ns": 2100000, "maxNs": 27000000}},
                "operations": [
                  {"type": "get", "absent": 3, "ratePerSecond": 949.5,
                    "failures": [{"cause": "timeout", "example": "no answer from n2 within 2 s"}]},
                  {"type": "put", "absent": 0, "ratePerSecond": 50.25, "failures": []}],
                "replicas": {"nodes": [{"name": "n1", "replies": 60000, "failures": 0, "shareSlowestInQuorum": 0.31, "downNs": 0},
                  {"name": "n:2", "replies": 40000, "failures": 17, "timeouts": 3, "lateReplies": 5, "repairs": 9, "outageCount": 1,
                    "shareSlowestInQuorum": 0.38, "shareLast": 0.4, "downNs": 8100000000, "outages": []}]},
                "generator": {"hiccups": {"count": 9, "p999Ns": 119000000, "maxNs": 129000000}, "gcPauses": 4, "gcLongestNs": 12400000,
                  "cpuShare": 0.273, "busyShare": 0.995, "stealShare": 0.0},
                "files": {"timeline.csv": {"bytes": 1, "sha256": "DIGEST"}}, "problems": ["hgrm/x.hgrm: disk full"],
                "client": {"retries": 12, "repairs": 7}""")
                .replace("DIGEST", FileDigest.of(folder.resolve("timeline.csv")).sha256()));
    }

    private static void operations(
            final RunFolders run, final SplittableRandom random, final int second, final boolean isDown) {
        for (int i = 0; i < 1_000; i++) {
            final String type = i % 20 == 0 ? "put" : "get";
            final long service = (long) (MS_NS * (0.4 + 0.2 * skewed(random)) * (i % 20 == 0 ? 1.6 : 1));
            final long response = service + (long) (MS_NS * (isDown ? 2 : 0.05) * skewed(random));
            if (isDown && i % 100 == 7) {
                run.times(second, "rt." + type + ".timeout", 2_000 * MS_NS)
                        .times(second, "st." + type + ".timeout", 2_000 * MS_NS);
            } else {
                run.times(second, "rt." + type + ".ok", response).times(second, "st." + type + ".ok", service);
                run.times(second, "wt." + type, response - service);
            }
            for (int node = 1; node <= 3; node++) {
                if (node != 2 || !isDown) {
                    run.times(second, "node." + (node == 2 ? "n_2" : "n" + node) + ".st." + type, (long)
                            (service * (0.6 + 0.4 * random.nextDouble()) * node));
                }
            }
            run.times(second, "quorum." + type, service)
                    .times(second, "straggler." + type, (long) (service * random.nextDouble()) + 1);
        }
        if (second == LAST_SECOND - 1) {
            run.times(second, "rt.put.unfinished", 1_500 * MS_NS).times(second, "st.put.unfinished", 1_500 * MS_NS);
        }
    }

    /** Mostly about 1, rarely a hundred. */
    private static double skewed(final SplittableRandom random) {
        return Math.pow(1 - random.nextDouble(), -0.45);
    }
}

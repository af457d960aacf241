package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.bench.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CompareTest {

    @TempDir
    private Path directory;

    @Test
    void shouldMeasureEverySideWhenThroughputIsCompared() throws Exception {
        final List<Map<String, Object>> rows = run(
                "throughput",
                "--rounds 2 --warm-up-rounds 0 --seconds 0.05 --in-flight 4 --ops get,put --sides"
                        + " quorate-stream,quorate-unary,tuned-unary,tuned-unary-no-deadline,default-unary,bare-tcp");
        assertEquals(2 * 6, rows.size());
        for (final Map<String, Object> row : rows) {
            assertEquals(2, list(row, "samples").size(), row::toString);
            assertTrue(number(map(row, "median"), "opsPerSecond") > 0, row::toString);
            assertTrue(number(map(row, "median"), "clientCpuNsPerOp") > 0, row::toString);
            if (row.get("side").equals("tuned-unary")) {
                assertEquals(1.0, row.get("ratio"));
            }
        }
    }

    @Test
    void shouldTakeLargeValuesAndOtherClustersWhenAskedFor() throws Exception {
        final List<Map<String, Object>> rows = run(
                "throughput",
                "--rounds 1 --warm-up-rounds 0 --seconds 0.05 --in-flight 2 --ops put,get --value-bytes 1048576"
                        + " --replicas 5 --sides quorate-stream,bare-tcp");
        assertEquals(2 * 2, rows.size());
        assertTrue(rows.stream().allMatch(row -> row.containsKey("median")), rows::toString);
    }

    @Test
    void shouldReportPercentilesWhenTheLoopIsOpen() throws Exception {
        final List<Map<String, Object>> rows = run(
                "latency",
                "--rounds 1 --warm-up-rounds 1 --seconds 0.2 --ops get,put --open-loop 200"
                        + " --sides quorate-stream,tuned-unary,default-unary,bare-tcp");
        assertEquals(8, rows.size());
        for (final Map<String, Object> row : rows) {
            assertTrue(number(row, "count") > 0, row::toString);
            assertEquals(200.0, row.get("ratePerSecond"));
            assertTrue(number(row, "p99Ratio") > 0, row::toString);
        }
    }

    @Test
    void shouldReportBothWhenLargePutsAreMixedIn() throws Exception {
        final List<Map<String, Object>> rows = run(
                "mixedLarge",
                "--mixed-large --rounds 1 --warm-up-rounds 0 --seconds 0.3 --ops get --rate 200"
                        + " --sides quorate-stream,quorate-unary");
        assertEquals(
                List.of(
                        "quorate-stream alone",
                        "quorate-stream beside large puts",
                        "quorate-unary alone",
                        "quorate-unary beside large puts"),
                rows.stream().map(row -> row.get("side")).toList());
    }

    @Test
    void shouldNameTheFaultWhenAnOptionIsWrong() {
        checkRefused("--nonsense", "no option --nonsense");
        checkRefused("--rounds", "needs a value");
        checkRefused("--rounds 0", "--rounds=0 must be 1");
        checkRefused("--rounds 1 --rounds 2", "given twice");
        checkRefused("--seconds x", "--seconds=x");
        checkRefused("--sides bare-tcp,foo", "no side foo");
        checkRefused("--sides bare-tcp --reference tuned-unary", "none of the sides");
        checkRefused("--ops delete", "--ops=[delete]");
        checkRefused("--replicas 5", "--replicas=5");
        checkRefused("--open-loop 0%", "--open-loop=0%");
        checkRefused("--mixed-large", "--mixed-large compares");
        checkRefused("--arrivals never", "--arrivals=never");
    }

    @Test
    void shouldHaveDefaultsWhenNothingIsGiven() {
        final CompareOptions options = CompareOptions.parse();
        assertEquals(List.of(1, 16, 128), options.inFlight());
        assertEquals(Side.TUNED_UNARY, options.reference());
        assertEquals(
                Side.BARE_TCP,
                CompareOptions.parse("--sides", "quorate-stream,bare-tcp").reference());
        assertFalse(options.isOpenLoop());
        assertTrue(CompareOptions.parse("--open-loop", "80%").isOpenLoopRelative());
        assertEquals(80, CompareOptions.parse("--open-loop", "80%").openLoopRate());
    }

    private List<Map<String, Object>> run(final String kind, final String args) throws Exception {
        final Path file = directory.resolve(kind + ".json");
        assertTrue(Compare.run(CompareOptions.parse((args + " --json " + file).split(" "))));
        return list(map(Json.read(Files.readString(file))), kind).stream()
                .map(CompareTest::map)
                .toList();
    }

    private static void checkRefused(final String args, final String told) {
        final IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> CompareOptions.parse(args.split(" ")));
        assertTrue(fault.getMessage().contains(told), fault::getMessage);
    }

    private static Map<String, Object> map(final Map<String, Object> row, final String name) {
        return map(row.get(name));
    }

    @SuppressWarnings("unchecked") // JSON objects have strings as names.
    private static Map<String, Object> map(final Object value) {
        return (Map<String, Object>) value;
    }

    private static List<?> list(final Map<String, Object> row, final String name) {
        return (List<?>) row.get(name);
    }

    private static double number(final Map<String, Object> row, final String name) {
        return (Double) row.get(name);
    }
}

package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands that make load end: with what a script can tell apart, and with their results. */
@Timeout(300)
class ExitCodesTest {

    private static final String NOBODY = "--target=127.0.0.1:1";
    private static final int TRIES = 5;
    private static final long PATIENCE_S = 60;

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|--target=sim:service=1ms --slo=p99<20s,errors<50%",
                "0|--target=sim:service=1ms",
                "1|--target=sim:service=20ms --slo=p99<1ms",
                "1|--target=sim:service=20ms --slo=errors<50%,throughput>1M",
                "1|--target=sim:service=2s --max-in-flight=1 --overload=abort",
                "1|--target=sim:service=60s --timeout=200ms",
            })
    void shouldTellWhetherARunAchievedWhatItShould(final int exitCode, final String options) throws IOException {
        Cli.Result result = run(0, options);
        for (int i = 1; i < TRIES && result.exitCode() == ExitCode.RATE_NOT_HELD; i++) {
            // The machine was too busy to send in time, which goes before what was missed.
            result = run(i, options);
        }
        assertEquals(exitCode, result.exitCode(), result.toString());
        assertHasResults(latest(), result);
    }

    private Cli.Result run(final int number, final String options) {
        return load(
                "run",
                options + " --rate=50 --arrival=constant --duration=1s --warmup=0s --out="
                        + temp.resolve("run-" + number));
    }

    private Path latest() {
        Path latest = temp.resolve("run-0");
        for (int i = 1; i < TRIES && Files.exists(temp.resolve("run-" + i)); i++) {
            latest = temp.resolve("run-" + i);
        }
        return latest;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--slo=p99<1us", "--slo=errors<50%"})
    void shouldSayThatTheRateWasNotHeldBeforeWhatWasMissed(final String objective) throws IOException {
        final Path out = temp.resolve("run");
        final Cli.Result result =
                load("run", tooFast() + " --rate=200k --duration=100ms --warmup=0s " + objective + " --out=" + out);

        assertEquals(ExitCode.RATE_NOT_HELD, result.exitCode(), result.toString());
        assertTrue(result.out().contains("verdict: INVALID"), result.out());
        assertHasResults(out, result);
    }

    /** 6 GB in a second and more, which no thread writes. */
    private static String tooFast() {
        return "--target=noop --mix=put=1 --binary --value-size=100000 --pacers=1";
    }

    @Test
    void shouldSayThatAPromiseWasBrokenBeforeWhatWasMissed() throws IOException {
        final Path out = temp.resolve("run");
        try (TestNodes nodes = TestNodes.faulty(3, ForgetfulEngine::new)) {
            final Cli.Result result = load(
                    "run",
                    "--target=" + nodes.target()
                            + " --dial-timeout=60s --timeout=30s --mix=get=50,put=50 --rate=200 --duration=1s --warmup=0s"
                            + " --slo=p99<1us --out=" + out);

            assertEquals(ExitCode.VIOLATION, result.exitCode(), result.toString());
            assertTrue(result.out().contains("slo p99<1us: MISSED"), result.out());
            assertHasResults(out, result);
            final long violations =
                    Json.number(Json.object(Files.readString(out.resolve("run.json"))), "check/violations");
            assertTrue(violations > 0);
            assertEquals(
                    Math.min(1_000, violations),
                    Files.readAllLines(out.resolve("violations.jsonl")).size());

            final Cli.Result verified = Cli.run("verify", out.toString());
            assertEquals(ExitCode.VIOLATION, verified.exitCode(), verified.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --slo=p99<1us --rate=100 --duration=10m",
                "search --slo=p99<9s --probe=10m",
                "sweep --rates=100 --duration=10m"
            })
    void shouldKeepWhatItHasWhenItIsInterrupted(final String command) throws Exception {
        final Path out = temp.resolve("run");
        // Either is written once the signal is listened to.
        final Path started = out.resolve(command.startsWith("run") ? "hist.hlog" : "probes.csv");
        final Thread interrupter = new Thread(() -> interrupt(started));
        interrupter.start();
        final String[] words = command.split(" ", 2);
        final Cli.Result result = load(words[0], words[1] + " --target=sim:service=1ms --warmup=0s --out=" + out);
        interrupter.join();

        assertEquals(ExitCode.INTERRUPTED, result.exitCode(), result.toString());
        if (command.startsWith("run")) {
            assertHasResults(out, result);
            assertEquals(
                    "interrupted",
                    Json.object(Files.readString(out.resolve("run.json"))).get("state"));
        } else {
            assertTrue(result.out().contains("loads: " + started + ", exit code 130"), result.toString());
        }
    }

    private static void interrupt(final Path started) {
        try {
            if (Program.eventually(PATIENCE_S, () -> size(started) > 0)) {
                Program.signal(ProcessHandle.current().pid(), Signals.TERMINATE);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long size(final Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldSayThatTheKeysCouldNotBeWritten() throws IOException {
        try (TestNodes nodes = TestNodes.start(3)) {
            nodes.stop(1);
            nodes.stop(2);
            for (final String command : new String[] {"run", "search --slo=p99<1s", "sweep --rates=10"}) {
                final Path out = temp.resolve(command.split(" ", 2)[0]);
                final Cli.Result result = load(
                        command,
                        "--target=" + nodes.target() + " --dial-timeout=10s --timeout=1s --attempt-timeout=500ms --out="
                                + out);

                assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
                assertTrue(result.err().contains("quorate: the keys could not be written: "), result.err());
                assertFalse(Files.exists(out.resolve("run.json")), "no load was made");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "search --slo=p99<1s", "sweep --rates=10"})
    void shouldSayThatItCannotConnect(final String command) {
        final Cli.Result result = load(command, NOBODY + " --dial-timeout=100ms --out=" + temp.resolve("run"));

        assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
        assertTrue(result.err().contains("127.0.0.1:1"), result.err());
        assertFalse(result.err().contains("\tat "), "no stack trace: " + result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --rate=0", "search --slo=p99", "sweep --rates=fast"})
    void shouldSayThatItWasAskedWrongly(final String command) {
        final Path out = temp.resolve("run");
        final Cli.Result result = load(command, "--target=noop --out=" + out);

        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertFalse(Files.exists(out), "nothing may be written");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|--target=sim:service=1ms --from=20 --max=20 --slo=p99<20s",
                "1|--target=sim:service=20ms --from=20 --max=20 --slo=p99<1ms",
            })
    void shouldTellWhatASearchFound(final int exitCode, final String options) throws IOException {
        Cli.Result result = search(0, options);
        for (int i = 1; i < TRIES && result.exitCode() == ExitCode.RATE_NOT_HELD; i++) {
            result = search(i, options);
        }
        assertEquals(exitCode, result.exitCode(), result.toString());
    }

    private Cli.Result search(final int number, final String options) {
        return load(
                "search",
                options + " --probe=2s --settle=1s --confirm=1x2s --warmup=0s --out=" + temp.resolve("run-" + number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"search --from=60k --slo=p99<1s --probe=1s", "sweep --rates=60k --duration=1s"})
    void shouldSayThatTheGeneratorIsTheLimit(final String command) throws IOException {
        final Path out = temp.resolve("run");
        final Cli.Result result =
                load(command, tooFast() + " --max-in-flight=1000 --warmup=0s --settle=1s --out=" + out);

        assertEquals(ExitCode.RATE_NOT_HELD, result.exitCode(), result.toString());
        assertTrue(Files.readAllLines(out.resolve("probes.csv")).size() > 1, "the probe is told of");
    }

    /** As every load of these tests: small, and with nothing on the screen. */
    private static Cli.Result load(final String command, final String options) {
        final List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
        args.addAll(List.of(options.split(" +", -1)));
        args.addAll(List.of("--keys=20", "--seed=1", "--progress=off"));
        return Cli.run(args.toArray(String[]::new));
    }

    private static void assertHasResults(final Path folder, final Cli.Result result) throws IOException {
        final Map<String, Object> json = Json.object(Files.readString(folder.resolve("run.json")));
        assertEquals(result.exitCode(), (int) Json.number(json, "verdict/exitCode"));
        assertEquals(List.of(), json.get("problems"));
        assertTrue(result.out().contains("run folder: " + folder + ", exit code " + result.exitCode()), result.out());
        for (final String file : new String[] {"hist.hlog", "timeline.csv", "summary.csv", "report.html"}) {
            assertTrue(size(folder.resolve(file)) > 0, file);
        }
    }
}

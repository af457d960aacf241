package io.quorate.load.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDefaultsTest {

    @TempDir
    private Path temp;

    @Test
    void shouldTakeOptionsFromTheFile() throws IOException {
        final String file = write("""
                load: {rate: 20, mix: {get: 1, rmw: 2}}
                client: {timeout: 7s, read-quorum: 3}
                seed: 42
                name: "a ${sys:user.name} $$ $ b"
                binary: true
                unit: minutes
                slo: [p99<5ms, errors<1%]
                fault: [t=3s]
                """.replace("minutes", "MINUTES"));
        final TestProgram.Called called = TestProgram.call("load", "--config", file);

        assertEquals(0, called.exitCode(), called.err());
        final TestProgram.Load load = called.load();
        assertEquals(20, load.rate);
        assertEquals("get=1,rmw=2", load.mix);
        assertEquals("7s", load.shared.timeout);
        assertEquals(3, load.shared.readQuorum);
        assertEquals(42, load.seed);
        assertEquals("a ${sys:user.name} $$ $ b", load.name);
        assertTrue(load.binary);
        assertEquals(TimeUnit.MINUTES, load.unit);
        assertEquals(List.of("p99<5ms", "errors<1%"), load.slo);
        assertEquals(List.of("t=3s"), load.fault);
        assertNull(load.out);
    }

    @Test
    void shouldPreferTheCommandLine() throws IOException {
        final String file =
                write("{rate: 20, binary: true, slo: [a, b], seed: 1, timeout: 7s, mix: {get: 1}, fault: [x]}");
        final TestProgram.Load load = TestProgram.call(
                        "-v",
                        "load",
                        "--rate=30",
                        "--config=" + file,
                        "--binary",
                        "--slo",
                        "c",
                        "--slo=d,e",
                        "-s",
                        "2",
                        "--fault=y",
                        "--fault=z")
                .load();

        assertEquals(30, load.rate);
        assertTrue(load.binary, "a flag says yes, whatever the file says");
        assertEquals(List.of("c", "d", "e"), load.slo);
        assertEquals(2, load.seed);
        assertEquals(List.of("y", "z"), load.fault);
        assertEquals("7s", load.shared.timeout, "the file goes before the program");
        assertFalse(
                TestProgram.call("load", "--config=" + file, "--binary=false").load().binary);
    }

    @Test
    void shouldGoBeforeWhatTheCommandRequires() throws IOException {
        assertTrue(TestProgram.call("load").err().contains("--rate"));
        assertEquals(0, TestProgram.call("load", "--config", write("rate: 1")).exitCode());
    }

    @Test
    void shouldServeSeveralCommands() throws IOException {
        final String file = write("{rate: 20, from: 5}");
        assertEquals(20, TestProgram.call("load", "--config", file).load().rate);
        assertEquals(5, TestProgram.call("search", "--config", file).search().from);
        // A command without configuration has no say in it.
        assertUsage("there is no option \"other\"", "load", "--config", write("{rate: 20, other: 5}"));
        assertUsage("Unknown option", "plain", "--config", file);
    }

    @Test
    void shouldNameFileLineAndOptionOfABadValue() throws IOException {
        final String file = write("name: x\nrate: many\n");
        assertUsage("'many' is not a double (set at " + file + ":2)", "load", "--config", file);
        final String ours =
                TestProgram.call("load", "--config", file, "--rate=few").err();
        assertTrue(ours.contains("'few'") && !ours.contains("set at"), ours);
        assertUsage("'maybe' is not a boolean", "load", "--config", write("{rate: 1, binary: maybe}"));
    }

    @Test
    void shouldRefuseABadFile() throws IOException {
        final String file = write("rate: 1\nnmae: x\n");
        assertUsage(
                "--config=" + file + ": " + file + ":2: there is no option \"nmae\": did you mean name",
                "load",
                "--config",
                file);
        assertUsage("there is no such file", "load", "--config=" + temp.resolve("absent"));
        assertUsage("is a folder", "load", "--config=" + temp);
        assertUsage("--config", "load", "--rate=1", "--config");
        for (final String never : new String[] {"config", "print-config", "help", "version", "verbose"}) {
            assertUsage("there is no option \"" + never + "\"", "load", "--config", write(never + ": true"));
        }
    }

    @Test
    void shouldRefuseSeveralValuesOfAnOptionThatCannotHaveThem() throws IOException {
        assertUsage(
                "fault has 2 values, and can have one in a file",
                "load",
                "--config",
                write("{rate: 1, fault: [a, b]}"));
    }

    @Test
    void shouldNotTakeWhatComesAfterTheOptionsForAFile() throws IOException {
        final TestProgram.Called called = TestProgram.call("load", "--rate=1", "--", "--config=nothing");
        assertEquals(0, called.exitCode(), called.err());
        assertEquals("--config=nothing", called.load().rest);
    }

    @Test
    void shouldRepeatARun() throws IOException {
        final Path run = Files.writeString(temp.resolve("run.json"), """
                {"schema": "quorate-run/1",
                 "config": {"rate": 20.0, "arrivals": "poisson", "seed": "7", "slo": ["a", "b"], "name": null}}
                """);
        final TestProgram.Load load =
                TestProgram.call("load", "--config", run.toString()).load();
        assertEquals(20, load.rate);
        assertEquals(7, load.seed);
        assertEquals(List.of("a", "b"), load.slo);
        assertNull(load.name);
    }

    private static void assertUsage(final String message, final String... args) {
        final TestProgram.Called called = TestProgram.call(args);
        assertEquals(2, called.exitCode(), called.toString());
        assertTrue(called.err().contains(message), called.err());
        assertFalse(called.err().contains("\tat "), called.err());
    }

    private String write(final String text) throws IOException {
        return Files.writeString(temp.resolve("x.yaml"), text).toString();
    }
}

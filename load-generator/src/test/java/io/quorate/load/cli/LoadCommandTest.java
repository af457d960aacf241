package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.GetResult;
import io.quorate.QuorateClient;
import io.quorate.load.Json;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Workload;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads of nodes in the same JVM. */
@Timeout(180)
class LoadCommandTest {

    private static final int KEYS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    private final Workload workload = new Workload(1, Mix.parse("get=1"), KEYS, 0);
    private TestNodes nodes;
    private QuorateClient client;

    @BeforeEach
    void start() throws IOException {
        nodes = TestNodes.start(3);
        client = QuorateClient.builder()
                .target(nodes.target())
                .transport(GrpcTransport.create(
                        GrpcTransportOptions.builder().dialTimeout(PATIENCE).build()))
                .dialTimeout(PATIENCE)
                .requestTimeout(PATIENCE)
                .connect();
    }

    @AfterEach
    void stop() {
        client.close();
        nodes.close();
    }

    private Cli.Result load(final String... more) {
        return Cli.run(args("load", "--out=" + temp.resolve("load"), more));
    }

    private String[] args(final String command, final String out, final String... more) {
        final List<String> all = new ArrayList<>(List.of(
                command,
                "--target=" + nodes.target(),
                "--seed=42",
                "--keys=" + KEYS,
                "--timeout=60s",
                "--attempt-timeout=20s",
                "--dial-timeout=60s",
                "--progress=off",
                out));
        for (final String arg : more) {
            all.removeIf(other -> arg.contains("=") && other.startsWith(arg.substring(0, arg.indexOf('=') + 1)));
            all.add(arg);
        }
        return all.toArray(String[]::new);
    }

    private byte[] key(final int index) {
        final PlannedOperation operation = workload.newOperation();
        workload.planPreload(index, operation);
        return operation.key();
    }

    private List<GetResult> held() {
        final List<GetResult> held = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            held.add(client.get(key(key)));
        }
        return held;
    }

    private Path file() {
        return temp.resolve("load").resolve("load.json");
    }

    @Test
    void shouldWriteNothingAgainWhenAllIsWritten() throws IOException {
        final Cli.Result first = load();
        assertEquals(ExitCode.OK, first.exitCode(), first.toString());
        assertTrue(first.out().contains("300 keys written in "), first.out());
        assertTrue(first.out().contains("; 0 of 300 before; 0 writes failed"), first.out());
        assertTrue(
                first.out().contains("300 keys of the sample read back: 0 lost, 0 with another value\n"), first.out());
        assertEquals(KEYS, Json.number(Json.object(Files.readString(file())), "writtenBelow"));
        final List<GetResult> before = held();

        final Cli.Result second = load();
        assertEquals(ExitCode.OK, second.exitCode(), second.toString());
        assertTrue(second.out().contains("0 keys written in "), second.out());
        assertTrue(second.out().contains("; 300 of 300 before"), second.out());
        final List<GetResult> after = held();
        for (int key = 0; key < KEYS; key++) {
            assertEquals(before.get(key).version(), after.get(key).version(), "version of key " + key);
        }
    }

    @Test
    void shouldGoOnWithTheSameValuesWhenItWasCutOff() throws IOException {
        load();
        final List<GetResult> before = held();
        Files.writeString(
                file(), Files.readString(file()).replaceFirst("\"writtenBelow\": *300", "\"writtenBelow\": 200"));
        for (int key = 250; key < KEYS; key++) {
            client.delete(key(key));
        }

        final Cli.Result again = load();
        assertEquals(ExitCode.OK, again.exitCode(), again.toString());
        assertTrue(again.out().contains("100 keys written in "), again.out());
        final List<GetResult> after = held();
        for (int key = 0; key < KEYS; key++) {
            assertEquals(
                    new String(before.get(key).value(), StandardCharsets.UTF_8),
                    new String(after.get(key).value(), StandardCharsets.UTF_8));
            assertEquals(
                    key < 200, before.get(key).version().equals(after.get(key).version()), "version of key " + key);
        }
    }

    @Test
    void shouldWriteItsOwnKeysOnlyWhenItIsAShard() {
        final Cli.Result first = load("--shard=1/2");
        assertEquals(ExitCode.OK, first.exitCode(), first.toString());
        for (int key = 0; key < KEYS; key++) {
            assertEquals(Workload.owner(key, 2) == 0, client.get(key(key)).found(), "key " + key);
        }
        final Cli.Result second = load("--shard=2/2");
        assertEquals(ExitCode.OK, second.exitCode(), second.toString());
        assertEquals(KEYS, held().size());
        assertTrue(Files.exists(temp.resolve("load").resolve("load.1-of-2.json")));
        assertTrue(Files.exists(temp.resolve("load").resolve("load.2-of-2.json")));
    }

    @Test
    void shouldSayWhatIsLostOrAnotherValueWhenItReadsBack() {
        load();
        client.delete(key(7));
        client.put(key(8), "something else".getBytes(StandardCharsets.US_ASCII));
        client.put(key(9), client.get(key(10)).value());

        final Cli.Result result = load();
        assertEquals(ExitCode.VIOLATION, result.exitCode(), result.toString());
        assertTrue(result.out().contains("1 lost, 2 with another value"), result.out());
        assertTrue(result.out().contains("load-0000000007 holds nothing"), result.out());
        assertTrue(result.out().contains("load-0000000008 holds 14 bytes that no load wrote"), result.out());
        assertTrue(result.out().contains("load-0000000009 holds what a load with this seed wrote to key number 10"));
        assertTrue(result.err().contains("delete it to load all again"), result.err());
        assertEquals(ExitCode.OK, load("--sample=0").exitCode());
    }

    @Test
    void shouldAccuseNobodyWhenTheQuorumsPromiseNothing() {
        load("--read-quorum=1", "--write-quorum=1");
        client.delete(key(7));
        final Cli.Result result = load("--read-quorum=1", "--write-quorum=1");
        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertTrue(result.out().contains("; these quorums promise neither"), result.out());
    }

    @Test
    void shouldRefuseToGoOnWithOtherOptions() throws IOException {
        load();
        final Cli.Result other = load("--value-size=64");
        assertEquals(ExitCode.USAGE, other.exitCode(), other.toString());
        assertTrue(
                other.err()
                        .contains(
                                "the load in it has --value-size=128, and this one --value-size=64: go on with the same"
                                        + " options, or name another folder"),
                other.err());
        assertEquals(ExitCode.OK, load("--timeout=50s", "--max-in-flight=5").exitCode());

        Files.writeString(file(), "{\"schema\": \"quorate-load/9\"}");
        assertTrue(load().err().contains("has schema quorate-load/9, and this program reads quorate-load/1"));
        Files.writeString(file(), "{");
        assertTrue(load().err().contains("is damaged: delete it to load all keys again"));
    }

    @Test
    void shouldSayThatKeysCannotBeWrittenAndHowToGoOn() {
        nodes.stop(1);
        nodes.stop(2);
        final Cli.Result failed = load("--timeout=200ms", "--attempt-timeout=100ms", "--max-in-flight=2");
        assertEquals(ExitCode.CANNOT_CONNECT, failed.exitCode(), failed.toString());
        assertTrue(failed.out().contains("0 keys written in "), failed.out());
        assertTrue(failed.err().contains("tried 10 times; the same options with --seed=42 --out="), failed.err());
        assertTrue(Files.exists(file()), failed.toString());
        assertFalse(failed.err().contains("\tat "), failed.err());
    }

    /** Reads only, so that what is found in the end is what was loaded. */
    @ParameterizedTest
    @ValueSource(strings = {"--loaded", "--no-preload"})
    void shouldKnowTheLoadedValuesInARun(final String option) throws IOException {
        load();
        final Cli.Result run = run(option, "run");
        assertTrue(run.exitCode() == ExitCode.OK || run.exitCode() == ExitCode.RATE_NOT_HELD, run.toString());
        final String json = Files.readString(temp.resolve("run").resolve("run.json"));
        assertEquals(0, Json.number(Json.object(json), "check/foreign"), run.toString());
        assertTrue(Json.number(Json.object(json), "check/reads") > 0, run.toString());
        assertEquals("true", Json.at(Json.object(json), "config/no-preload"));
        assertEquals("false", Json.at(Json.object(json), "config/loaded"));
        final Cli.Result verified = Cli.run("verify", temp.resolve("run").toString());
        assertEquals(ExitCode.OK, verified.exitCode(), verified.toString());
    }

    @Test
    void shouldMissLoadedKeysInARunOnlyWhenItIsToldThatTheyAreThere() {
        load();
        for (int key = 0; key < KEYS; key++) {
            client.delete(key(key));
        }
        final Cli.Result told = run("--loaded", "told");
        assertEquals(ExitCode.VIOLATION, told.exitCode(), told.toString());
        assertTrue(told.out().contains("lost"), told.out());
        final Cli.Result untold = run("--no-preload", "untold");
        assertTrue(untold.exitCode() == ExitCode.OK || untold.exitCode() == ExitCode.RATE_NOT_HELD, untold.toString());
    }

    private Cli.Result run(final String option, final String folder) {
        return Cli.run(args(
                "run",
                "--out=" + temp.resolve(folder),
                option,
                "--mix=get=1",
                "--rate=200",
                "--warmup=0s",
                "--duration=1s"));
    }

    @Test
    void shouldTakeOptionsFromARunAndPrintThem() throws IOException {
        final Path config = temp.resolve("run.yaml");
        Files.writeString(config, "keys: 7\nrate: 5k\nmix: get=1\n");
        final Cli.Result result =
                Cli.run("load", "--target=a:7001", "--config=" + config, "--seed=3", "--print-config");
        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertTrue(result.out().contains("\nkeys: 7\n"), result.out());
        assertFalse(result.out().contains("rate"), result.out());
    }

    static Stream<String[]> badLoads() {
        return Stream.of(
                new String[] {"--sample=-1", "--sample=-1 must be at least 0"},
                new String[] {"--max-in-flight=0", "--max-in-flight=0 must be 1 to 1024"},
                new String[] {"--keys=0", "--keys=0 must be 1 to"},
                new String[] {"--shard=3/2", "--shard=3/2: the first number must be 1 to the second"},
                new String[] {"--target=local", "--target=local"},
                new String[] {"--write-quorum=4", "--write-quorum=4 > --replication-factor=3"});
    }

    @ParameterizedTest
    @MethodSource("badLoads")
    void shouldRefuseABadOption(final String option, final String message) {
        final Cli.Result result = load(option);
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.err());
        assertFalse(Files.exists(temp.resolve("load")), "nothing may be written");
    }

    @Test
    void shouldRefuseAFolderThatCannotBeWritten() throws IOException {
        Files.createFile(temp.resolve("load"));
        final Cli.Result result = load();
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains("is a file: name another folder"), result.err());
    }
}

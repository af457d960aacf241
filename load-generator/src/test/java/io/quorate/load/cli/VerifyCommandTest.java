package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.load.check.CheckMode;
import io.quorate.load.check.CheckSettings;
import io.quorate.load.check.RegisterCheck;
import io.quorate.load.check.ViolationSink;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.PlannedOperations;
import io.quorate.load.workload.ValueStamp;
import io.quorate.load.workload.Workload;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class VerifyCommandTest {

    private static final int RUN = 5;
    private static final int KEYS = 200;
    private static final int VALUE_BYTES = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestNodes nodes;

    @TempDir
    private Path temp;

    private final Workload workload = new Workload(1, Mix.parse("get=1"), KEYS, 0);
    private final ValueStamp stamp = new ValueStamp();
    private QuorateClient client;
    private RegisterCheck check;
    private long nowNs;

    @BeforeAll
    static void startNodes() throws IOException {
        nodes = TestNodes.start(3);
    }

    @AfterAll
    static void stopNodes() {
        nodes.close();
    }

    /** A run that gave each key its first value and then wrote key 0 to 9 once more: operations 0 to 9; and removed key 10. */
    @BeforeEach
    void run() {
        client = connect(nodes);
        check = check(true);
        for (int key = 0; key < KEYS; key++) {
            put(key, RUN, -1L - key, key);
        }
        check.preloaded(KEYS, ++nowNs);
        check.loadBegins(++nowNs);
        for (int key = 0; key < 10; key++) {
            put(key, RUN, key, key);
            acknowledge(key, OperationType.PUT, key);
        }
        client.delete(key(10));
        acknowledge(10, OperationType.DELETE, 10);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static QuorateClient connect(final TestNodes to) {
        return QuorateClient.builder()
                .target(to.target())
                .transport(GrpcTransport.create(
                        GrpcTransportOptions.builder().dialTimeout(PATIENCE).build()))
                .dialTimeout(PATIENCE)
                .requestTimeout(PATIENCE)
                .connect();
    }

    private static RegisterCheck check(final boolean isPromised) {
        return new RegisterCheck(
                CheckSettings.of(CheckMode.REGULAR, isPromised, RUN, KEYS, VALUE_BYTES), ViolationSink.NONE, 0);
    }

    private byte[] key(final int index) {
        final PlannedOperation operation = workload.newOperation();
        workload.planPreload(index, operation);
        return operation.key();
    }

    private void put(final int key, final int run, final long writeId, final int of) {
        final byte[] value = "x".repeat(VALUE_BYTES).getBytes(StandardCharsets.US_ASCII);
        stamp.write(value, VALUE_BYTES, run, writeId, of);
        client.put(key(key), value);
    }

    private void acknowledge(final long number, final OperationType type, final int key) {
        final PlannedOperation operation = PlannedOperations.of(number, type, key);
        check.onEnd(operation, check.begin(operation, ++nowNs), Outcome.OK, ++nowNs);
    }

    private void save(final String target, final String more) throws IOException {
        Files.writeString(
                temp.resolve("run.json"),
                "{\"schema\": \"quorate-run/1\", \"config\": {\"target\": \"" + target
                        + "\", \"timeout\": \"30s\", \"attempt-timeout\": \"10s\", \"dial-timeout\": \"60s\", \"keys\": "
                        + KEYS + ", \"binary\": false, \"consistency\": \"quorum\"" + more + "}}");
        check.save(temp.resolve(RegisterCheck.FILE), key(KEYS - 1));
    }

    private Cli.Result verify(final String... more) {
        final String[] all = new String[more.length + 2];
        all[0] = "verify";
        all[1] = temp.toString();
        System.arraycopy(more, 0, all, 2, more.length);
        return Cli.run(all);
    }

    @Test
    void shouldFindNothingWhenKeysHoldWhatWasWritten() throws IOException {
        save(nodes.target(), "");
        final Cli.Result result = verify();

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertTrue(result.out().startsWith("200 keys read back in "), result.out());
        assertTrue(Pattern.compile("(?m)^lost +0$").matcher(result.out()).find(), result.out());
        assertEquals("", result.err());
    }

    @Test
    void shouldSayWhatIsWrongWithEachKey() throws IOException {
        client.delete(key(1));
        put(2, RUN, -3, 2);
        client.put(key(3), "what is this?".getBytes(StandardCharsets.US_ASCII));
        put(4, RUN + 1, 4, 4);
        put(5, RUN, 6, 6);
        put(10, RUN, -11, 10);
        save(nodes.target(), "");
        final Cli.Result result = verify();

        assertEquals(ExitCode.VIOLATION, result.exitCode(), result.toString());
        for (final String kind : new String[] {"lost", "stale", "corrupt", "phantom", "misplaced", "resurrected"}) {
            assertTrue(
                    Pattern.compile("(?m)^" + kind + " +1$")
                            .matcher(result.out())
                            .find(),
                    result.out());
        }
        assertTrue(
                Pattern.compile(
                                "lost: key load-0000000001 holds nothing, although a write that began 0[.0-9]+ s into the"
                                        + " load took place, and no delete since")
                        .matcher(result.out())
                        .find(),
                result.out());
        assertTrue(
                result.out().contains("stale: key load-0000000002 holds the first value of run 5, acknowledged by "));
        assertTrue(result.out().contains("phantom: key load-0000000004 holds what operation 4 wrote of run 6, which"));
        assertTrue(result.out().contains("misplaced: key load-0000000005 holds what operation 6 wrote of run 5"));
    }

    @Test
    void shouldCountOldValuesWhenTheNewestIsNotPromised() throws IOException {
        check = check(false);
        check.preloaded(KEYS, ++nowNs);
        acknowledge(0, OperationType.PUT, 0);
        put(0, RUN, -1, 0);
        for (int key = 1; key <= 10; key++) {
            put(key, RUN, -1L - key, key);
        }
        save(nodes.target(), ", \"read-quorum\": 1, \"write-quorum\": 1");
        final Cli.Result result = verify();

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertTrue(result.out().contains("1 keys (0.500 %) hold less than the newest"), result.out());
    }

    @Test
    void shouldReadOnlyItsOwnKeysWhenTheRunWasAShard() throws IOException {
        save(nodes.target(), ", \"shard\": \"1/2\"");
        final Cli.Result result = verify();

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        long own = 0;
        for (int key = 0; key < KEYS; key++) {
            own += Workload.owner(key, 2) == 0 ? 1 : 0;
        }
        assertTrue(result.out().startsWith(own + " keys read back"), result.out());
    }

    @ParameterizedTest
    @CsvSource({"--key-size=64, 50", "--key-size=7, 50", "--workload=ycsb-d, 53"})
    void shouldReadTheKeysOfTheRunWhateverTheyLookLike(final String option, final int leastKeys) throws IOException {
        final Path run = temp.resolve("run");
        final Cli.Result made = Cli.run(
                "run",
                option,
                "--target=" + nodes.target(),
                "--dial-timeout=60s",
                "--timeout=30s",
                "--rate=200",
                "--duration=1s",
                "--warmup=0s",
                "--keys=50",
                "--seed=3",
                "--progress=off",
                "--out=" + run);
        // 5 where the machine is too busy to send in time.
        assertTrue(made.exitCode() == ExitCode.OK || made.exitCode() == ExitCode.RATE_NOT_HELD, made.toString());
        final Cli.Result result = Cli.run("verify", run.toString());

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        final Matcher read = Pattern.compile("^(\\d+) keys read back").matcher(result.out());
        assertTrue(read.find(), result.out());
        assertTrue(Integer.parseInt(read.group(1)) >= leastKeys, result.out());
    }

    @Test
    void shouldRefuseKeysThatWereMadeOtherwise() throws IOException {
        save(nodes.target(), "");
        check.save(temp.resolve(RegisterCheck.FILE), "load-0000000000000198".getBytes(StandardCharsets.US_ASCII));
        assertUsage(
                "the last key of the run is load-0000000000000198, and would be load-0000000000000199 here", verify());
        check.save(temp.resolve(RegisterCheck.FILE), "key".getBytes(StandardCharsets.US_ASCII));
        assertUsage("the last key of the run is key, and cannot be made here: key-size=3 must be 8 to 65535", verify());
    }

    @Test
    void shouldFailWhenKeysCannotBeRead() throws IOException {
        try (TestNodes few = TestNodes.start(3)) {
            save(few.target(), "");
            few.stop(1);
            few.stop(2);
            final Cli.Result result = verify();

            assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
            assertTrue(result.err().contains("keys could not be read, and others were not tried, the first because: "));
            assertTrue(result.err().contains(few.address(1)), result.err());
        }
    }

    @Test
    void shouldRefuseWhatIsNoRun() throws IOException {
        assertUsage("cannot be used as run folder: there is no ", verify());
        Files.writeString(temp.resolve("run.json"), "{\"config\": 1}");
        assertUsage("run.json does not tell of a run: it has no member config", verify());
        Files.writeString(temp.resolve("run.json"), "{");
        assertUsage("run.json is not JSON: ", verify());
        Files.writeString(temp.resolve("run.json"), "{\"config\": {}}");
        assertUsage("only a run that ended in order, with a check, can be verified", verify());
        Files.writeString(temp.resolve(RegisterCheck.FILE), "no register");
        assertUsage("does not hold the writes of a run", verify());
        save("local", "");
        assertUsage("name the servers that hold its keys by --target", verify());
        save("a:1", ", \"read-quorum\": 4");
        assertUsage("--read-quorum=4 > --replication-factor=3", verify());
        save("a:1", ", \"consistency\": \"none\"");
        assertUsage("Invalid value for option '--consistency'", verify());
    }

    @Test
    void shouldRefuseAFileThatIsNotTheOneOfTheRun() throws IOException {
        save(nodes.target(), "");
        final Path run = temp.resolve("run.json");
        Files.writeString(
                run,
                Files.readString(run)
                        .replaceFirst("\\{", "{\"files\": {\"" + RegisterCheck.FILE + "\": {\"sha256\": \"0\"}}, "));
        assertUsage(temp.resolve(RegisterCheck.FILE) + " was changed since the run wrote it", verify());
    }

    @Test
    void shouldSayThatItCannotConnect() throws IOException {
        save("127.0.0.1:1", "");
        final Cli.Result result = verify("--dial-timeout=200ms");

        assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
    }

    @Test
    void shouldReadFromOtherServersWhenTheyAreNamed() throws IOException {
        save("127.0.0.1:1", "");
        final Cli.Result result = verify("--target=" + nodes.target());

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
    }

    private static void assertUsage(final String message, final Cli.Result result) {
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.err());
    }
}

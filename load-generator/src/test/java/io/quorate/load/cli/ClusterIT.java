package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.load.Json;
import io.quorate.load.workload.Arrivals;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.ValueSizes;
import io.quorate.load.workload.Workload;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Node processes, and what becomes of the cluster when some of them die. */
@Timeout(300)
class ClusterIT {

    private static final Duration PATIENT = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    @Test
    void shouldReadInOneProcessWhatAnotherHasWritten() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.start(temp)) {
            final Cli.Result put = Program.run(temp, with(nodes.target(), "put", "user/1", "Ada"));
            assertEquals(0, put.exitCode(), put.toString());
            assertEquals("", put.err());

            final Cli.Result get = Program.run(temp, with(nodes.address(2) + "," + nodes.address(0), "get", "user/1"));
            assertEquals(new Cli.Result(0, "Ada\n", ""), get);

            final Cli.Result absent = Program.run(temp, with(nodes.target(), "get", "user/2"));
            assertEquals(new Cli.Result(1, "", "quorate: key user/2 is absent\n"), absent);

            final Cli.Result ring = ring(nodes.address(1));
            assertEquals("", ring.err());
            assertEquals(ring, ring(nodes.target()));
        }
    }

    @Test
    void shouldLoseNothingWhenANodeIsKilledUnderLoad() throws Exception {
        final int keys = 200;
        final double rate = 200;
        final int seconds = 8;
        final Path out = temp.resolve("run");
        try (NodeProcesses nodes = NodeProcesses.start(temp);
                Program run = Program.start(
                        temp,
                        with(
                                nodes.target(),
                                "run",
                                "--rate=" + rate,
                                "--duration=" + (seconds - 2) + "s",
                                "--warmup=2s",
                                "--mix=get=50,put=50",
                                "--keys=" + keys,
                                "--value-size=40",
                                "--seed=11",
                                "--progress=plain",
                                "--out=" + out))) {
            run.awaitErr("(?m)^ +[0-9]+ s  load ");
            nodes.kill(1);
            final Cli.Result result = run.end();

            final Map<String, Object> json = Json.object(Files.readString(out.resolve("run.json")));
            assertEquals(0, Json.number(json, "load/failed"), result.toString());
            assertEquals(0, Json.number(json, "load/unfinished"), result.toString());
            assertEquals(0, Json.number(json, "load/unsent"), result.toString());
            // 5 where the machine is too busy to send in time, which is no fault of the cluster.
            assertTrue(result.exitCode() == 0 || result.exitCode() == ExitCode.RATE_NOT_HELD, result.toString());
            final Workload workload = Workload.builder()
                    .seed(11)
                    .runNumber((int) Json.number(json, "load/runNumber"))
                    .mix(Mix.parse("get=50,put=50"))
                    .keyCount(keys)
                    .valueSizes(ValueSizes.fixed(40))
                    .build();
            assertReadBack(nodes, workload, rate, seconds);
        }
    }

    /** Every put was acknowledged, so that each key holds what its last put wrote. */
    private static void assertReadBack(
            final NodeProcesses nodes, final Workload workload, final double rate, final int seconds) {
        final Map<String, String> expected = new TreeMap<>();
        final PlannedOperation operation = workload.newOperation();
        for (int key = 0; key < workload.keyCount(); key++) {
            workload.planPreload(key, operation);
            expected.put(text(operation.key()), text(operation.value()));
        }
        final Arrivals arrivals = Schedule.poisson(11, rate).arrivals();
        int puts = 0;
        for (long index = 0; arrivals.nextNs() < TimeUnit.SECONDS.toNanos(seconds); index++) {
            workload.plan(index, operation);
            if (operation.type() == OperationType.PUT) {
                expected.put(text(operation.key()), text(operation.value()));
                puts++;
            }
        }
        assertTrue(puts > 500, "puts: " + puts);
        try (QuorateClient client = client(nodes.target())) {
            expected.forEach((key, value) -> assertEquals(value, client.get(key).text(), key));
        }
    }

    @Test
    void shouldFailFastWithoutAQuorumAndRecoverWhenNodesAreBack() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.start(temp);
                QuorateClient client = client(nodes.target())) {
            assertEventuallyPuts(client);
            nodes.kill(0);
            nodes.kill(2);

            final QuorumNotMetException error = failure(client);
            assertEquals(2, error.needed());
            assertTrue(error.getMessage().contains(nodes.address(0)), error.getMessage());
            assertTrue(error.getMessage().contains(nodes.address(2)), error.getMessage());
            final Cli.Result put = Program.run(temp, with(nodes.target(), "put", "user/1", "Ada"));
            assertEquals(ExitCode.FAILED, put.exitCode(), put.toString());
            assertTrue(put.err().contains(nodes.address(0) + " "), put.err());
            assertTrue(put.err().contains(nodes.address(2) + " "), put.err());

            nodes.restart(0);
            assertEventuallyPuts(client);
            nodes.restart(2);
            assertEventuallyPuts(client);
            assertEquals("back", client.get("user/3").text());
        }
    }

    /** The first failures may be those of calls that were under way when the nodes died; then it takes less than a second. */
    private static QuorumNotMetException failure(final QuorateClient client) throws InterruptedException {
        final QuorumNotMetException[] last = new QuorumNotMetException[1];
        final boolean isFast = Program.eventually(60, () -> {
            final long startNs = System.nanoTime();
            last[0] = assertThrows(QuorumNotMetException.class, () -> client.put("user/3", "gone"));
            return System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(1);
        });
        assertTrue(isFast, "no failure came within a second");
        return last[0];
    }

    private static void assertEventuallyPuts(final QuorateClient client) throws InterruptedException {
        assertTrue(
                Program.eventually(60, () -> {
                    try {
                        client.put("user/3", "back");
                        return true;
                    } catch (final QuorateException e) {
                        return false;
                    }
                }),
                "no put succeeds");
    }

    @Test
    void shouldEndNodesInOrder() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.start(temp)) {
            nodes.program(0).signal("TERM");
            assertEquals(0, nodes.program(0).end().exitCode());
            RunIT.assumeInterruptsAreHeard();
            nodes.program(1).signal("INT");
            final Cli.Result interrupted = nodes.program(1).end();
            assertEquals(ExitCode.INTERRUPTED, interrupted.exitCode(), interrupted.toString());
            assertEquals("", interrupted.err());
        }
    }

    @Test
    void shouldListenOnAnyFreePort() throws Exception {
        try (Program node = Program.start(temp, "node", "--listen", "127.0.0.1:0")) {
            final var ready = node.awaitOut("listening on (127\\.0\\.0\\.1:[0-9]+) as \\1, epoch 1, 1 members");
            final String address = ready.group(1);
            final Cli.Result put =
                    Program.run(temp, with(address, "put", "--write-quorum=1", "--read-quorum=1", "user/1", "Ada"));
            assertEquals(0, put.exitCode(), put.toString());
        }
    }

    private static QuorateClient client(final String target) {
        return QuorateClient.builder()
                .target(target)
                .transport(GrpcTransport.create(
                        GrpcTransportOptions.builder().dialTimeout(PATIENT).build()))
                .dialTimeout(PATIENT)
                .connect();
    }

    private Cli.Result ring(final String target) throws Exception {
        return Program.run(temp, "ring", "user/1", "--target=" + target, "--dial-timeout=60s");
    }

    private static String[] with(final String target, final String command, final String... args) {
        final String[] all = new String[args.length + 5];
        all[0] = command;
        all[1] = "--target=" + target;
        all[2] = "--dial-timeout=60s";
        all[3] = "--timeout=20s";
        all[4] = "--attempt-timeout=5s";
        System.arraycopy(args, 0, all, 5, args.length);
        return all;
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}

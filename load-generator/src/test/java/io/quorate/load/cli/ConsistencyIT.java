package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.quorum.Consistency;
import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.History;
import io.quorate.testkit.check.HistoryLines;
import io.quorate.testkit.check.LinearizabilityCheck;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import io.quorate.testkit.check.Staleness;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real node processes that are paused and killed, real clients over gRPC whose clocks disagree, and the checkers of the simulation: what the
 * clients saw must be linearizable. Runs for 15 s, and for 5 minutes with {@code -Pconsistency}; {@code quorate.consistency.seconds} and
 * {@code quorate.consistency.seed} say otherwise.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ConsistencyIT {

    private static final long SECONDS = Long.getLong("quorate.consistency.seconds", 15);
    private static final long SEED = Long.getLong("quorate.consistency.seed", System.nanoTime() & Integer.MAX_VALUE);
    private static final Logger OWN_LOG = Logger.getLogger("io.quorate");
    private static final int CLIENTS = 3;
    private static final int CALLERS_PER_CLIENT = 2;
    private static final long MAX_SKEW_MS = 2_000;
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final long PATIENCE_S = 60;
    private static final double NS_PER_MS = 1e6;

    private final History history = new History();
    private final List<QuorateClient> clients = new ArrayList<>();
    private final List<RecordingClient> callers = new ArrayList<>();

    @TempDir
    private Path temp;

    @Test
    void shouldStayLinearizableWhenNodesPauseAndOneDies() throws Exception {
        OWN_LOG.setLevel(Level.OFF);
        System.out.println("seed " + SEED + ", " + SECONDS + " s");
        try (NodeProcesses nodes = NodeProcesses.start(temp, "--linearizable-puts", "--stop-with-input")) {
            try {
                final SeededRandom skews = new SeededRandom(SEED).split("skew");
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(connect(nodes.target(), skews.between(-MAX_SKEW_MS, MAX_SKEW_MS)));
                    for (int j = 0; j < CALLERS_PER_CLIENT; j++) {
                        callers.add(new RecordingClient(clients.get(i), callers.size(), history, SEED));
                    }
                }
                final Nemesis nemesis = new Nemesis(nodes, SEED);
                work(nemesis);
                assertReadableAndWritable();
                judge(nemesis.faults());
            } finally {
                clients.forEach(client -> client.close(Duration.ZERO));
                OWN_LOG.setLevel(null);
            }
        }
    }

    private static QuorateClient connect(final String target, final long skewMs) {
        return QuorateClient.builder()
                .target(target)
                .transport(GrpcTransport.create(
                        GrpcTransportOptions.builder().dialTimeout(PATIENT).build()))
                .dialTimeout(PATIENT)
                .consistency(Consistency.LINEARIZABLE)
                .env(new SkewedEnv(skewMs))
                .connect();
    }

    private void work(final Nemesis nemesis) throws Exception {
        final CountDownLatch stop = new CountDownLatch(1);
        final CompletableFuture<Void> failed = new CompletableFuture<>();
        final List<Thread> threads = new ArrayList<>();
        final long startNs = System.nanoTime();
        for (final RecordingClient caller : callers) {
            final Thread thread = new Thread(
                    () -> {
                        try {
                            caller.work(startNs, stop);
                        } catch (final InterruptedException | RuntimeException e) {
                            failed.completeExceptionally(e);
                            stop.countDown();
                        }
                    },
                    "caller");
            threads.add(thread);
            thread.start();
        }
        try {
            nemesis.run(TimeUnit.SECONDS.toNanos(SECONDS), stop);
        } finally {
            stop.countDown();
            for (final Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_S));
            }
        }
        threads.forEach(thread -> assertTrue(!thread.isAlive(), "an operation does not end"));
        failed.getNow(null);
    }

    /** Two of three nodes run: what lasts can be read, which shows lost writes, and written. */
    private void assertReadableAndWritable() throws InterruptedException {
        for (final RecordingClient caller : callers) {
            for (final String key : RecordingClient.lastingKeys()) {
                for (final Kind kind : new Kind[] {Kind.GET, Kind.PUT}) {
                    assertTrue(
                            Program.eventually(PATIENCE_S, () -> caller.call(kind, key) == End.OK),
                            kind + " on key " + key + " fails although two nodes run");
                }
            }
        }
    }

    private void judge(final List<Nemesis.Fault> faults) throws IOException {
        final List<Operation> operations = history.operations();
        final Map<String, Integer> outcomes = new TreeMap<>();
        operations.forEach(operation -> outcomes.merge(operation.kind() + " " + operation.end(), 1, Integer::sum));
        System.out.println(operations.size() + " operations: " + outcomes);
        tellRecovery(faults);
        final LinearizabilityCheck check = history.check();
        final Staleness figures = new Staleness().add(history);
        System.out.println(check.keys() + " keys checked by zones and versions, " + check.searched()
                + " by search too (gave up on " + check.gaveUp() + "), "
                + check.violations().size()
                + " violations; stale gets " + figures.staleGets() + ", lost updates " + figures.lostUpdates());
        if (!check.violations().isEmpty()) {
            System.out.println("history: " + export());
        }
        assertEquals(List.of(), check.violations(), () -> "seed " + SEED);
        assertEquals(0, figures.staleGets() + figures.lostUpdates() + figures.backwardGets());
        assertTrue(outcomes.getOrDefault("GET OK", 0) > 5 * SECONDS, "too few gets: " + outcomes);
        assertTrue(outcomes.getOrDefault("PUT OK", 0) > 5 * SECONDS, "too few puts: " + outcomes);
        assertTrue(check.searched() > SECONDS / 4, () -> "second opinions: " + check.searched());
        assertEquals(
                1, faults.stream().filter(fault -> fault.kind().equals("kill")).count(), faults::toString);
        assertTrue(faults.size() > SECONDS / 8, () -> "too little trouble: " + faults);
    }

    /** How long it took after each fault until there had been a new success on every key that lasts. */
    private void tellRecovery(final List<Nemesis.Fault> faults) {
        final Map<String, List<Long>> timesNs = new TreeMap<>();
        final Map<String, List<Operation>> byKey = history.byKey();
        byKey.keySet().retainAll(RecordingClient.lastingKeys());
        for (final Nemesis.Fault fault : faults) {
            final String what = fault.kind()
                    + (fault.kind().equals("kill")
                            ? ""
                            : fault.quorumIsLeft() ? ", two nodes left" : ", one node left");
            add(timesNs, what + ", gets", recoveryNs(byKey, fault.fromNs(), false));
            add(timesNs, what + ", writes", recoveryNs(byKey, fault.fromNs(), true));
            if (!fault.quorumIsLeft()) {
                add(timesNs, what + ", gets after its end", recoveryNs(byKey, fault.toNs(), false));
                add(timesNs, what + ", writes after its end", recoveryNs(byKey, fault.toNs(), true));
            }
        }
        timesNs.forEach((what, times) -> {
            Collections.sort(times);
            System.out.println(String.format(
                    Locale.ROOT,
                    "recovery, %s: %d times, p50 %.1f ms, max %.1f ms",
                    what,
                    times.size(),
                    times.get((times.size() - 1) / 2) / NS_PER_MS,
                    times.get(times.size() - 1) / NS_PER_MS));
        });
    }

    private static void add(final Map<String, List<Long>> timesNs, final String what, final long timeNs) {
        assertTrue(timeNs >= 0, what + ": no success came after it");
        timesNs.computeIfAbsent(what, key -> new ArrayList<>()).add(timeNs);
    }

    /** Until an operation that was invoked later had succeeded on each key; -1 if that never was. */
    private static long recoveryNs(final Map<String, List<Operation>> byKey, final long fromNs, final boolean isWrite) {
        long slowestNs = 0;
        for (final List<Operation> ofKey : byKey.values()) {
            long firstNs = Long.MAX_VALUE;
            for (final Operation operation : ofKey) {
                if (operation.isWrite() == isWrite
                        && operation.end() == End.OK
                        && operation.invokedNs() - fromNs >= 0) {
                    firstNs = Math.min(firstNs, operation.returnedNs() - fromNs);
                }
            }
            slowestNs = Math.max(slowestNs, firstNs);
        }
        return slowestNs == Long.MAX_VALUE ? -1 : slowestNs;
    }

    private Path export() throws IOException {
        final Path file = Path.of(System.getProperty("quorate.jar")).resolveSibling("consistency-" + SEED + ".jsonl");
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            HistoryLines.write(history, out);
        }
        return file;
    }
}

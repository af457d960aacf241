package io.quorate.testkit.simulation;

import io.quorate.engine.EngineConfig;
import io.quorate.engine.Protocol;
import io.quorate.node.NodeConfig;
import io.quorate.quorum.Consistency;
import io.quorate.ring.KeyHash;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingSnapshot;
import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.DurabilityChecker;
import io.quorate.testkit.check.LinearizabilityCheck;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation;
import io.quorate.testkit.check.Violation.Rule;
import io.quorate.validation.KeyValuePolicy;
import io.quorate.version.HybridLogicalClock;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one seed: clients work on nodes over a bad network; then everything heals, and what must be true is checked.
 *
 * <p><b>Threads.</b> Everything happens on the calling thread. <b>Errors.</b> Broken promises are in the report; a program that fails inside
 * is an {@link IllegalStateException} that names the options.
 *
 * <p><b>What is checked.</b> Histories are linearizable in the order of versions ({@link io.quorate.testkit.check.History#checkLinearizable};
 * not for {@code EVENTUAL}). Gets are confirmed. Every operation is decided once and no later than a wake-up after its deadline. After
 * healing every client can read every key, which makes replicas converge; acknowledged versions are where read quorums meet them; no
 * operation, byte, send or repair is left in any client, and no unanswered request in any node; nothing happens any more but refreshes of
 * the ring; and with the clients closed nothing at all.
 */
public final class Simulation {

    private static final int PORT = 7_000;
    private static final int VNODES = 32;
    private static final long EPOCH = 1;
    private static final long LONGEST_RUN_NS = TimeUnit.MINUTES.toNanos(30);
    private static final long LONGEST_CALM_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long FINAL_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    /** Two refreshes of the ring and more. */
    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(75);

    private static final long MOST_QUIET_WAKES = 60;
    private static final long NS_PER_MS = 1_000_000;

    private final SimulationOptions options;
    private final SimulatedWorld world;
    private final FaultPlan faults;
    private final SimulatedNetwork network;
    private final Workload workload;
    private final HistoryRecorder recorder;
    private final RingSnapshot ring;
    private final Nemesis nemesis;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private LinearizabilityCheck linearizability = LinearizabilityCheck.NONE;
    private int clientsDone;
    private int finalGets;

    private Simulation(final SimulationOptions options) {
        this.options = options;
        this.world = new SimulatedWorld(options.seed(), options.log());
        this.faults = new FaultPlan(world, options.faults(), options.minDelayNs());
        this.network = new SimulatedNetwork(world, faults, options.clientCount(), options.nodeCount());
        this.workload = new Workload(world, options);
        this.recorder = new HistoryRecorder(workload, options.consistency());
        final RingConfig placement = new RingConfig(KeyHash.XXH3_64, VNODES, options.replicationFactor());
        final List<NodeDescriptor> members = new ArrayList<>();
        for (int i = 0; i < options.nodeCount(); i++) {
            members.add(NodeDescriptor.of("node-" + i + ':' + PORT));
        }
        this.ring = RingSnapshot.build(members, placement, EPOCH);
        final PlantedBug bug = options.plantedBug();
        final long maxAheadMs =
                world.random("ahead").below(4) == 0 ? NodeConfig.ANY_AHEAD : HybridLogicalClock.DEFAULT_MAX_AHEAD_MS;
        for (final NodeDescriptor member : members) {
            final NodeConfig config = NodeConfig.of(member.name(), members)
                    .withEpoch(EPOCH)
                    .withMaxAheadMs(maxAheadMs)
                    .withPlacement(placement, options.consistency() == Consistency.LINEARIZABLE);
            nodes.add(new SimulatedNode(
                    world, faults, member, nodes.size(), config, bug.storeRule(), bug == PlantedBug.ACK_BEFORE_SYNC));
        }
        final EngineConfig config = engineConfig(members, placement);
        final List<SimulatedProcess> processes = new ArrayList<>();
        final List<SimulatedClock> clocks = new ArrayList<>();
        for (int i = 0; i < options.clientCount(); i++) {
            final SimulatedProcess process = new SimulatedProcess(world, "client-" + i);
            final SimulatedClock clock = newClock(i);
            processes.add(process);
            clocks.add(clock);
            clients.add(newClient(i, config, process, clock));
        }
        this.nemesis = new Nemesis(
                world,
                faults,
                network,
                nodes,
                processes,
                clocks,
                () -> options.consistency() == Consistency.LINEARIZABLE
                        && clients.stream().allMatch(SimulatedClient::hasStarted));
    }

    /**
     * Runs a simulation from beginning to end.
     *
     * @param options what to run
     * @return what came out
     * @throws IllegalStateException if the simulated program fails inside
     */
    public static SimulationReport run(final SimulationOptions options) {
        try {
            return new Simulation(options).run();
        } catch (final RuntimeException e) {
            throw new IllegalStateException("simulation failed; " + options, e);
        }
    }

    private SimulationReport run() {
        nemesis.start();
        clients.forEach(SimulatedClient::start);
        runUntil("every client has made its operations", LONGEST_RUN_NS, () -> clientsDone == clients.size());
        final long busyNs = world.nowNs();
        heal();
        readEverything();
        checkQuiet();
        check();
        closeEverything();
        return new SimulationReport(
                options,
                world.hash(),
                world.executedCount(),
                world.nowNs(),
                busyNs,
                faults.counts(),
                recorder.history(),
                linearizability,
                violations);
    }

    /** Nothing goes wrong any more; what is still under way, duplicates of a minute ago included, arrives. */
    private void heal() {
        world.trace(TraceType.HEAL, "world", 0);
        faults.heal();
        nemesis.heal();
        nodes.forEach(SimulatedNode::comeUp);
        runUntil("the network is calm", LONGEST_CALM_NS, () -> network.inTransitCount() == 0);
        world.runUntil(world.nowNs() + SETTLE_NS);
        outwaitVersions();
    }

    /** Versions that a wrong clock has made are taken by every node, and can be spread, once right clocks have reached them. */
    private void outwaitVersions() {
        long aheadMs = 0;
        for (final String key : workload.keys()) {
            for (final Version version : held(key)) {
                if (version != null) {
                    aheadMs = Math.max(
                            aheadMs,
                            HybridLogicalClock.wallMsOf(version.timestamp())
                                    - nodes.get(0).clock().wallMs());
                }
            }
        }
        world.runUntil(world.nowNs() + aheadMs * NS_PER_MS);
    }

    /** Every client reads every key once, which must be enough for read repair to bring the replicas together. */
    private void readEverything() {
        for (final SimulatedClient client : clients) {
            for (final String key : workload.keys()) {
                finalGets++;
                client.get(key, FINAL_TIMEOUT_NS, failed -> finalGets--);
                runUntil("the last gets have returned", LONGEST_CALM_NS, () -> finalGets == 0);
            }
        }
        world.runUntil(world.nowNs() + SETTLE_NS);
    }

    /** Nothing is left but what happens for ever: that clients ask for the ring now and then. */
    private void checkQuiet() {
        final long[] servedBefore =
                nodes.stream().mapToLong(SimulatedNode::servedDataCount).toArray();
        final long[] wakesBefore =
                clients.stream().mapToLong(SimulatedClient::wakeCount).toArray();
        world.runUntil(world.nowNs() + QUIET_NS);
        for (final SimulatedNode node : nodes) {
            final long served = node.servedDataCount() - servedBefore[node.number()];
            leftBehind(served == 0 ? "" : node.name() + " was sent " + served + " requests although nobody works");
            leftBehind(node.leftovers());
        }
        for (int i = 0; i < clients.size(); i++) {
            final SimulatedClient client = clients.get(i);
            final long wakes = client.wakeCount() - wakesBefore[i];
            leftBehind(
                    wakes <= MOST_QUIET_WAKES
                            ? ""
                            : client.name() + " was woken " + wakes + " times although it has nothing to do");
            leftBehind(client.leftovers());
        }
    }

    /** With the clients goes everything that was still to happen. */
    private void closeEverything() {
        clients.forEach(SimulatedClient::close);
        world.runUntil(world.nowNs() + LONGEST_CALM_NS);
        final int pending = world.pendingCount();
        leftBehind(pending == 0 ? "" : pending + " events are still to happen although every client is closed");
    }

    private void leftBehind(final String what) {
        if (!what.isEmpty()) {
            violations.add(new Violation(Rule.LEFT_BEHIND, "(any)", what, List.of()));
        }
    }

    private void check() {
        violations.addAll(recorder.violations());
        leftBehind(recorder.openCount() == 0 ? "" : recorder.openCount() + " operations have not returned");
        final Map<String, List<Operation>> byKey = recorder.history().byKey();
        for (final String key : workload.keys()) {
            checkKey(key, byKey.getOrDefault(key, List.of()));
        }
        if (options.consistency() != Consistency.EVENTUAL
                || options.plantedBug().judgedAsLinearizable()) {
            linearizability = recorder.history().check();
            violations.addAll(linearizability.violations());
        }
    }

    private void checkKey(final String key, final List<Operation> operations) {
        final List<@Nullable Version> held = held(key);
        if (held.stream().distinct().count() > 1) {
            violations.add(new Violation(Rule.NOT_CONVERGED, key, "replicas hold " + held, List.of()));
        }
        violations.addAll(DurabilityChecker.check(key, operations, held, options.readQuorum()));
        // The last operations on a key are the gets after everything has healed, one by each client.
        final List<Operation> last = operations.subList(operations.size() - clients.size(), operations.size());
        for (final Operation get : last) {
            if (get.end() != Operation.End.OK) {
                violations.add(
                        new Violation(Rule.NOT_READABLE, key, "a get failed although all is well", List.of(get)));
            }
        }
    }

    private List<@Nullable Version> held(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        final int slot = ring.slotOf(ring.hash(bytes, 0, bytes.length));
        final List<@Nullable Version> held = new ArrayList<>();
        for (int i = 0; i < ring.replicaCount(); i++) {
            held.add(nodes.get(memberIndex(ring.node(ring.replica(slot, i)))).held(bytes));
        }
        return held;
    }

    private int memberIndex(final NodeDescriptor member) {
        for (final SimulatedNode node : nodes) {
            if (node.descriptor().equals(member)) {
                return node.number();
            }
        }
        throw new IllegalStateException("no simulated node is " + member);
    }

    private void runUntil(final String goal, final long longestNs, final BooleanSupplier reached) {
        final long latestNs = world.nowNs() + longestNs;
        while (!reached.getAsBoolean()) {
            if (!world.step(latestNs)) {
                throw new IllegalStateException(
                        "it did not come true within " + longestNs + " virtual ns that " + goal);
            }
        }
    }

    private SimulatedClock newClock(final int number) {
        final SeededRandom random = world.random("clock-" + number);
        final long skewMs = random.between(-options.maxSkewMs(), options.maxSkewMs());
        final SimulatedClock clock = new SimulatedClock(world, "client-" + number, skewMs * NS_PER_MS);
        if (options.plantedBug() == PlantedBug.LAST_ARRIVAL_WINS_TIES) {
            clock.drift(SimulatedClock.STANDS_STILL_PPM);
        }
        return clock;
    }

    private SimulatedClient newClient(
            final int number, final EngineConfig config, final SimulatedProcess process, final SimulatedClock clock) {
        final PlantedBug bug = options.plantedBug();
        final int[] starts = new int[1];
        return new SimulatedClient(
                world,
                workload,
                recorder,
                config,
                protocol(bug),
                number,
                process,
                () -> {
                    final String name = process.name() + '/' + ++starts[0];
                    final String chance = bug.sharesVersions() ? "clients" : name;
                    final SimulatedEnv env =
                            new SimulatedEnv(world, name, process, clock, world.random(chance + "/random"));
                    return new SimulatedClient.Parts(
                            env, new SimulatedTransport(world, network, faults, env, process, number, bug, nodes));
                },
                () -> clientsDone++);
    }

    private static Protocol protocol(final PlantedBug bug) {
        final Protocol right = Protocol.QUORATE;
        return switch (bug) {
            case UNCONFIRMED_GETS ->
                new Protocol(right.get(), right.put(), right.linearizablePut(), (replicas, readQuorum) -> 1);
            case CONFIRMED_BY_R ->
                new Protocol(right.get(), right.put(), right.linearizablePut(), (replicas, readQuorum) -> readQuorum);
            case RETRY_TAKES_NEW_VERSION ->
                new Protocol(right.get(), right.put(), new NewVersionPerRetry(), right.confirmCount());
            default -> right;
        };
    }

    private EngineConfig engineConfig(final List<NodeDescriptor> members, final RingConfig placement) {
        final SeededRandom random = world.random("engine");
        final List<String> seeds = new ArrayList<>();
        members.forEach(member -> seeds.add(member.address()));
        final EngineConfig.Timing usual = EngineConfig.Timing.DEFAULT;
        final EngineConfig.Timing timing = new EngineConfig.Timing(
                usual.dialTimeoutNs(),
                usual.requestTimeoutNs(),
                random.between(5 * NS_PER_MS, usual.attemptTimeoutNs()),
                random.below(usual.maxRetries() + 1),
                usual.backoffBaseNs(),
                usual.backoffCapNs(),
                usual.refreshIntervalNs(),
                usual.refreshGapNs(),
                random.between(10 * NS_PER_MS, usual.probeBaseNs()),
                random.between(usual.probeBaseNs(), usual.probeCapNs() / 5));
        // Few slots, so that some are reused at once; enough for every lane.
        final EngineConfig.Limits limits = new EngineConfig.Limits(
                Math.max(4, options.lanesPerClient()),
                1 << 20,
                1 + random.below(32),
                options.plantedBug() == PlantedBug.EVENTUAL_WITHOUT_REPAIR ? 0 : 1 + random.below(64),
                EngineConfig.Limits.DEFAULT.repairsPerSecond(),
                EngineConfig.Limits.DEFAULT.failuresUntilSick());
        return new EngineConfig(
                seeds,
                placement,
                options.readQuorum(),
                options.writeQuorum(),
                options.consistency(),
                KeyValuePolicy.original(),
                timing,
                limits);
    }
}

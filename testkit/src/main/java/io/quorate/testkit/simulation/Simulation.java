package io.quorate.testkit.simulation;

import io.quorate.engine.EngineConfig;
import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageEngine;
import io.quorate.quorum.Consistency;
import io.quorate.ring.KeyHash;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingSnapshot;
import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.DurabilityChecker;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation;
import io.quorate.testkit.check.Violation.Rule;
import io.quorate.validation.KeyValuePolicy;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * healing every client can read every key, which makes replicas converge; acknowledged versions are where read quorums meet them; and no
 * operation, byte or repair is left in any client.
 */
public final class Simulation {

    private static final int PORT = 7_000;
    private static final int VNODES = 32;
    private static final long EPOCH = 1;
    private static final long LONGEST_RUN_NS = TimeUnit.MINUTES.toNanos(30);
    private static final long LONGEST_CALM_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long FINAL_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long NS_PER_MS = 1_000_000;

    private final SimulationOptions options;
    private final SimulatedWorld world;
    private final FaultPlan faults;
    private final SimulatedNetwork network;
    private final Workload workload;
    private final HistoryRecorder recorder;
    private final RingSnapshot ring;
    private final Map<String, SimulatedNode> nodesByAddress = new LinkedHashMap<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private int clientsDone;
    private int finalGets;

    private Simulation(final SimulationOptions options) {
        this.options = options;
        this.world = new SimulatedWorld(options.seed(), options.log());
        this.faults = new FaultPlan(world, options.faults(), options.minDelayNs());
        this.network = new SimulatedNetwork(world, faults);
        this.workload = new Workload(world, options);
        this.recorder = new HistoryRecorder(workload, options.consistency());
        final RingConfig placement = new RingConfig(KeyHash.XXH3_64, VNODES, options.replicationFactor());
        final List<NodeDescriptor> members = new ArrayList<>();
        for (int i = 0; i < options.nodeCount(); i++) {
            members.add(NodeDescriptor.of("node-" + i + ':' + PORT));
        }
        this.ring = RingSnapshot.build(members, placement, EPOCH);
        for (final NodeDescriptor member : members) {
            final NodeConfig config = NodeConfig.of(member.name(), members)
                    .withEpoch(EPOCH)
                    .withPlacement(placement, options.consistency() == Consistency.LINEARIZABLE);
            final SimulatedEnv env = new SimulatedEnv(world, member.name(), 0);
            nodesByAddress.put(member.address(), new SimulatedNode(world, faults, member, config, newEngine(env), env));
        }
        final EngineConfig config = engineConfig(members, placement);
        for (int i = 0; i < options.clientCount(); i++) {
            clients.add(newClient(i, config));
        }
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
        clients.forEach(SimulatedClient::start);
        runUntil("every client has made its operations", LONGEST_RUN_NS, () -> clientsDone == clients.size());
        heal();
        readEverything();
        check();
        clients.forEach(SimulatedClient::close);
        world.runUntil(world.nowNs() + SETTLE_NS);
        return new SimulationReport(
                options,
                world.hash(),
                world.executedCount(),
                world.nowNs(),
                faults.counts(),
                recorder.history(),
                violations);
    }

    /** Nothing goes wrong any more; what is still under way, duplicates of a minute ago included, arrives. */
    private void heal() {
        world.trace(TraceType.HEAL, "world", 0);
        faults.heal();
        nodesByAddress.values().forEach(SimulatedNode::comeUp);
        runUntil("the network is calm", LONGEST_CALM_NS, () -> network.inTransitCount() == 0);
        world.runUntil(world.nowNs() + SETTLE_NS);
    }

    /** Every client reads every key once, which must be enough for read repair to bring the replicas together. */
    private void readEverything() {
        for (final SimulatedClient client : clients) {
            for (final String key : workload.keys()) {
                finalGets++;
                client.get(key, FINAL_TIMEOUT_NS, () -> finalGets--);
                runUntil("the last gets have returned", LONGEST_CALM_NS, () -> finalGets == 0);
            }
        }
        world.runUntil(world.nowNs() + SETTLE_NS);
    }

    private void check() {
        violations.addAll(recorder.violations());
        if (recorder.openCount() != 0) {
            violations.add(new Violation(
                    Rule.LEFT_BEHIND, "(any)", recorder.openCount() + " operations have not returned", List.of()));
        }
        for (final SimulatedClient client : clients) {
            final String leftovers = client.leftovers();
            if (!leftovers.isEmpty()) {
                violations.add(new Violation(Rule.LEFT_BEHIND, "(any)", leftovers, List.of()));
            }
        }
        final Map<String, List<Operation>> byKey = recorder.history().byKey();
        for (final String key : workload.keys()) {
            checkKey(key, byKey.getOrDefault(key, List.of()));
        }
        if (options.consistency() != Consistency.EVENTUAL) {
            violations.addAll(recorder.history().checkLinearizable());
        }
    }

    private void checkKey(final String key, final List<Operation> operations) {
        final List<@Nullable Version> held = held(key);
        if (new HashSet<>(held).size() > 1) {
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
            final SimulatedNode node =
                    nodesByAddress.get(ring.node(ring.replica(slot, i)).address());
            if (node != null) {
                held.add(node.held(bytes));
            }
        }
        return held;
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

    private SimulatedClient newClient(final int number, final EngineConfig config) {
        final SeededRandom clocks = world.random("clock-" + number);
        final long skewMs = clocks.between(-options.maxSkewMs(), options.maxSkewMs());
        final String name = "client-" + number;
        final int[] starts = new int[1];
        return new SimulatedClient(
                world,
                workload,
                recorder,
                config,
                number,
                () -> {
                    final SimulatedEnv env = new SimulatedEnv(world, name + '/' + ++starts[0], skewMs * NS_PER_MS);
                    return new SimulatedClient.Parts(
                            env, new SimulatedTransport(world, network, faults, env, name, nodesByAddress));
                },
                () -> clientsDone++);
    }

    private StorageEngine newEngine(final SimulatedEnv env) {
        return options.plantedBug() == PlantedBug.REPAIR_OVERWRITES
                ? new OverwritingRepairEngine(env)
                : new MemoryEngine(env);
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
                usual.probeBaseNs(),
                usual.probeCapNs());
        // Few slots, so that some are reused at once; enough for every lane.
        final EngineConfig.Limits limits = new EngineConfig.Limits(
                Math.max(4, options.lanesPerClient()),
                1 << 20,
                1 + random.below(32),
                1 + random.below(64),
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

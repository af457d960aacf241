package io.quorate.testkit.simulation;

import io.quorate.node.MemoryEngine;
import io.quorate.node.StorageEngine;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated node keeps its keys in. Where nodes crash, or a rule is broken on purpose, it is a {@link SimulatedStore}, whose disk and
 * identity outlive it; otherwise a {@link MemoryEngine} in half of the cases, because that is what users run.
 *
 * <p><b>Threads.</b> The world's.
 */
final class SimulatedStorage {

    private final SimulatedEnv env;
    private final StoreRule rule;
    private final boolean answersEarly;
    private final @Nullable SimulatedDisk disk;
    private final long incarnationHigh;
    private final long incarnationLow;

    SimulatedStorage(
            final SimulatedWorld world,
            final FaultPlan faults,
            final SimulatedProcess process,
            final SimulatedEnv env,
            final StoreRule rule,
            final boolean answersEarly) {
        this.env = env;
        this.rule = rule;
        this.answersEarly = answersEarly;
        final boolean durable = faults.isOn(FaultClass.RESTART)
                || faults.isOn(FaultClass.POWER_LOSS)
                || rule != StoreRule.NEWEST_WINS
                || world.random("storage").below(2) == 0;
        this.disk = durable ? new SimulatedDisk(world, faults, process) : null;
        this.incarnationHigh = env.random() | 1;
        this.incarnationLow = env.random();
    }

    /** Opens what is there: empty the first time, then what crashes have left. */
    StorageEngine open() {
        return disk == null
                ? new MemoryEngine(env)
                : new SimulatedStore(disk, incarnationHigh, incarnationLow, rule, answersEarly);
    }

    /** Bytes that a crash may take. */
    int unsyncedBytes() {
        return disk == null ? 0 : disk.unsyncedBytes();
    }

    void crash(final boolean powerLost) {
        if (disk == null) {
            throw new IllegalStateException("a node without disk must not crash: it would forget what it has said");
        }
        disk.crash(powerLost);
    }
}

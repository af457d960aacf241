package io.quorate.testkit.simulation;

import io.quorate.quorum.Consistency;
import io.quorate.ring.RingConfig;
import io.quorate.testkit.SeededRandom;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation runs: all of it drawn from the seed, unless told otherwise.
 *
 * <p><b>Threads.</b> Immutable. <b>Errors.</b> Values out of range are refused with an {@link IllegalArgumentException} that names them.
 * <b>Guarantee.</b> Equal options give equal runs; the log changes nothing.
 *
 * @param seed of everything that is left to chance
 * @param replicationFactor N
 * @param readQuorum R, 1 to N
 * @param writeQuorum W, 1 to N; the claim of the package needs R+W&gt;N
 * @param nodeCount nodes, N or more
 * @param clientCount clients with an engine of their own
 * @param lanesPerClient operations that each client has under way at a time
 * @param keyCount keys
 * @param operationsPerLane how many operations each lane makes, one after the other
 * @param consistency what the clients are asked to promise
 * @param minDelayNs shortest time that a message takes
 * @param maxSkewMs how far a client's wall clock may be off, either way
 * @param faults what may go wrong
 * @param plantedBug what is broken on purpose
 * @param log shown every event as text, null for nobody
 */
public record SimulationOptions(
        long seed,
        int replicationFactor,
        int readQuorum,
        int writeQuorum,
        int nodeCount,
        int clientCount,
        int lanesPerClient,
        int keyCount,
        int operationsPerLane,
        Consistency consistency,
        long minDelayNs,
        long maxSkewMs,
        Set<FaultClass> faults,
        PlantedBug plantedBug,
        @Nullable Consumer<String> log) {

    /** Half a tick of the wall clock: with it no operation is shorter than a tick. */
    public static final long HALF_TICK_NS = 500_000;

    private static final double FASTEST_NS = 10_000;
    private static final double LARGEST_DRAWN_SKEW_MS = 4_000;
    private static final int ONE_OF_FOUR = 4;
    private static final int[] REPLICATION_FACTORS = {1, 3, 3, 3, 5};
    private static final int MAX_COUNT = 1_000;
    private static final int MAX_OPERATIONS = 10_000_000;
    private static final long MAX_SKEW_MS = 86_400_000;

    /** Checks the ranges and copies the set. */
    public SimulationOptions {
        checkRange("replicationFactor", replicationFactor, 1, RingConfig.MAX_REPLICATION_FACTOR);
        checkRange("readQuorum", readQuorum, 1, replicationFactor);
        checkRange("writeQuorum", writeQuorum, 1, replicationFactor);
        checkRange("nodeCount", nodeCount, replicationFactor, MAX_COUNT);
        checkRange("clientCount", clientCount, 1, MAX_COUNT);
        checkRange("lanesPerClient", lanesPerClient, 1, MAX_COUNT);
        checkRange("keyCount", keyCount, 1, MAX_COUNT);
        checkRange("operationsPerLane", operationsPerLane, 1, MAX_OPERATIONS);
        checkRange("minDelayNs", minDelayNs, 0, Long.MAX_VALUE);
        checkRange("maxSkewMs", maxSkewMs, 0, MAX_SKEW_MS);
        final EnumSet<FaultClass> copy = EnumSet.noneOf(FaultClass.class);
        copy.addAll(faults);
        faults = Collections.unmodifiableSet(copy);
    }

    /**
     * Draws everything from a seed, to be run as it is.
     *
     * @param seed any number
     * @return the options
     */
    public static SimulationOptions ofSeed(final long seed) {
        return builder(seed).build();
    }

    /**
     * Draws everything from a seed, to be changed: a cluster of N in {1, 3, 5} and up to two nodes more, any R and W with R+W&gt;N, 2 to 5
     * clients, few keys; every class of faults in one seed of four, each with probability one half in the others; QUORUM, no planted
     * bug. Clocks agree and messages are no faster than they tick, and no fault sets clients' clocks apart, unless the level becomes
     * LINEARIZABLE: that is given clocks that differ by up to 4 s, and messages from 10 µs.
     *
     * @param seed any number
     * @return the drawn options
     */
    public static Builder builder(final long seed) {
        return new Builder(seed);
    }

    /**
     * The same run, watched.
     *
     * @param newLog shown every event as text
     * @return a copy
     */
    public SimulationOptions withLog(final Consumer<String> newLog) {
        return new SimulationOptions(
                seed,
                replicationFactor,
                readQuorum,
                writeQuorum,
                nodeCount,
                clientCount,
                lanesPerClient,
                keyCount,
                operationsPerLane,
                consistency,
                minDelayNs,
                maxSkewMs,
                faults,
                plantedBug,
                newLog);
    }

    /** Shows what tells this run from others. */
    @Override
    public String toString() {
        return "seed " + seed + ": N=" + replicationFactor + " R=" + readQuorum + " W=" + writeQuorum + " of "
                + nodeCount
                + " nodes, " + consistency + ", " + clientCount + " clients x " + lanesPerClient + " lanes x "
                + operationsPerLane + " operations on " + keyCount + " keys, skew " + maxSkewMs + " ms, messages from "
                + minDelayNs + " ns, faults " + faults + (plantedBug == PlantedBug.NONE ? "" : ", bug " + plantedBug);
    }

    private static void checkRange(final String name, final long value, final long low, final long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + "=" + value + " must be " + low + " to " + high);
        }
    }

    /** Options in the making. Threads: not thread-safe. */
    public static final class Builder {

        private final long seed;
        private int replicationFactor;
        private int readQuorum;
        private int writeQuorum;
        private int spareNodes;
        private int clientCount;
        private int lanesPerClient;
        private int keyCount;
        private int operationsPerLane;
        private Consistency consistency = Consistency.QUORUM;
        private final long drawnMinDelayNs;
        private final long drawnMaxSkewMs;
        private final Set<FaultClass> drawnFaults = EnumSet.noneOf(FaultClass.class);
        private @Nullable Long minDelayNs;
        private @Nullable Long maxSkewMs;
        private @Nullable Set<FaultClass> faults;
        private PlantedBug plantedBug = PlantedBug.NONE;
        private @Nullable Consumer<String> log;

        private Builder(final long seed) {
            this.seed = seed;
            final SeededRandom random = new SeededRandom(seed).split("options");
            replicationFactor = REPLICATION_FACTORS[random.below(REPLICATION_FACTORS.length)];
            readQuorum = 1 + random.below(replicationFactor);
            writeQuorum = replicationFactor - readQuorum + 1 + random.below(readQuorum);
            spareNodes = random.below(3);
            clientCount = 2 + random.below(4);
            lanesPerClient = 1 + random.below(3);
            keyCount = 1 + random.below(4);
            operationsPerLane = 80 + random.below(200);
            drawnMinDelayNs = (long) random.logUniform(FASTEST_NS, HALF_TICK_NS);
            drawnMaxSkewMs = random.below(ONE_OF_FOUR) == 0 ? 0 : (long) random.logUniform(1, LARGEST_DRAWN_SKEW_MS);
            final boolean all = random.below(ONE_OF_FOUR) == 0;
            for (final FaultClass fault : FaultClass.values()) {
                if (random.below(2) == 0 || all) {
                    drawnFaults.add(fault);
                }
            }
        }

        /**
         * Sets the quorums; there are as many spare nodes as before.
         *
         * @param newReplicationFactor N
         * @param newReadQuorum R
         * @param newWriteQuorum W
         * @return this
         */
        public Builder quorums(final int newReplicationFactor, final int newReadQuorum, final int newWriteQuorum) {
            replicationFactor = newReplicationFactor;
            readQuorum = newReadQuorum;
            writeQuorum = newWriteQuorum;
            return this;
        }

        /**
         * Sets how many nodes there are beyond N.
         *
         * @param newSpareNodes 0 or more
         * @return this
         */
        public Builder spareNodes(final int newSpareNodes) {
            spareNodes = newSpareNodes;
            return this;
        }

        /**
         * Sets the load.
         *
         * @param newClientCount clients
         * @param newLanesPerClient operations that each client has under way at a time
         * @param newKeyCount keys
         * @param newOperationsPerLane how many operations each lane makes
         * @return this
         */
        public Builder load(
                final int newClientCount,
                final int newLanesPerClient,
                final int newKeyCount,
                final int newOperationsPerLane) {
            clientCount = newClientCount;
            lanesPerClient = newLanesPerClient;
            keyCount = newKeyCount;
            operationsPerLane = newOperationsPerLane;
            return this;
        }

        /**
         * Sets the level of consistency.
         *
         * @param newConsistency what the clients are asked to promise
         * @return this
         */
        public Builder consistency(final Consistency newConsistency) {
            consistency = newConsistency;
            return this;
        }

        /**
         * Sets the speed of the network.
         *
         * @param newMinDelayNs shortest time that a message takes; the claim of the package needs {@link #HALF_TICK_NS}
         * @return this
         */
        public Builder minDelayNs(final long newMinDelayNs) {
            minDelayNs = newMinDelayNs;
            return this;
        }

        /**
         * Sets how clocks differ.
         *
         * @param newMaxSkewMs how far a client's wall clock may be off, either way; the claim of the package needs 0
         * @return this
         */
        public Builder maxSkewMs(final long newMaxSkewMs) {
            maxSkewMs = newMaxSkewMs;
            return this;
        }

        /**
         * Sets what may go wrong.
         *
         * @param newFaults classes of faults
         * @return this
         */
        public Builder faults(final Set<FaultClass> newFaults) {
            faults = newFaults;
            return this;
        }

        /**
         * Sets what is broken on purpose, and with it quorums, load, level, clocks and faults, as the bug needs them to show.
         *
         * @param newPlantedBug the bug
         * @return this
         */
        public Builder plantedBug(final PlantedBug newPlantedBug) {
            plantedBug = newPlantedBug;
            newPlantedBug.prepare(this);
            return this;
        }

        /**
         * Sets who is shown every event as text.
         *
         * @param newLog the listener, null for nobody
         * @return this
         */
        public Builder log(final @Nullable Consumer<String> newLog) {
            log = newLog;
            return this;
        }

        /**
         * Finishes.
         *
         * @return the options
         */
        public SimulationOptions build() {
            final boolean linearizable = consistency == Consistency.LINEARIZABLE;
            final Set<FaultClass> usual = EnumSet.noneOf(FaultClass.class);
            usual.addAll(drawnFaults);
            usual.removeIf(fault -> fault.setsClientClocksApart() && !linearizable);
            return new SimulationOptions(
                    seed,
                    replicationFactor,
                    readQuorum,
                    writeQuorum,
                    replicationFactor + spareNodes,
                    clientCount,
                    lanesPerClient,
                    keyCount,
                    operationsPerLane,
                    consistency,
                    minDelayNs != null ? minDelayNs : linearizable ? drawnMinDelayNs : HALF_TICK_NS,
                    maxSkewMs != null ? maxSkewMs : linearizable ? drawnMaxSkewMs : 0,
                    faults != null ? faults : usual,
                    plantedBug,
                    log);
        }
    }
}

package io.quorate.engine;

import io.quorate.quorum.Consistency;
import io.quorate.ring.RingConfig;
import io.quorate.validation.KeyValuePolicy;
import java.util.List;

/**
 * Every number that the engine needs, checked by whoever made it.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param seeds addresses to dial, {@code host:port}
 * @param ring hash, vnodes per weight and N
 * @param readQuorum R
 * @param writeQuorum W
 * @param consistency what gets promise
 * @param policy what keys and values are allowed
 * @param timing deadlines and intervals
 * @param limits bounds of everything that could grow
 */
public record EngineConfig(
        List<String> seeds,
        RingConfig ring,
        int readQuorum,
        int writeQuorum,
        Consistency consistency,
        KeyValuePolicy policy,
        Timing timing,
        Limits limits) {

    /**
     * Deadlines and intervals, in nanoseconds.
     *
     * @param dialTimeoutNs how long the start waits for the first server
     * @param requestTimeoutNs deadline of a whole operation
     * @param attemptTimeoutNs bound of one send
     * @param maxRetries how often one replica is asked again, per phase
     * @param backoffBaseNs upper bound of the first pause before a retry; doubles with each
     * @param backoffCapNs upper bound of every pause before a retry
     * @param refreshIntervalNs pause between two refreshes of the ring, ± 20 %
     * @param refreshGapNs shortest pause between two refreshes
     * @param probeBaseNs first pause before a sick node is probed; doubles with each failure
     * @param probeCapNs longest pause before a sick node is probed
     */
    public record Timing(
            long dialTimeoutNs,
            long requestTimeoutNs,
            long attemptTimeoutNs,
            int maxRetries,
            long backoffBaseNs,
            long backoffCapNs,
            long refreshIntervalNs,
            long refreshGapNs,
            long probeBaseNs,
            long probeCapNs) {

        /** The defaults of every client. */
        public static final Timing DEFAULT = new Timing(
                5_000_000_000L,
                2_000_000_000L,
                500_000_000L,
                3,
                10_000_000L,
                250_000_000L,
                30_000_000_000L,
                500_000_000L,
                100_000_000L,
                10_000_000_000L);
    }

    /**
     * Bounds of everything that could grow.
     *
     * @param maxInFlight undecided operations
     * @param maxInFlightBytes key and value bytes of undecided operations
     * @param maxLingering decided operations whose late replies are still awaited
     * @param maxPendingRepairs read repairs that wait for their turn
     * @param repairsPerSecond read repairs sent per second
     * @param failuresUntilSick failures in a row until a node counts as sick
     */
    public record Limits(
            int maxInFlight,
            long maxInFlightBytes,
            int maxLingering,
            int maxPendingRepairs,
            int repairsPerSecond,
            int failuresUntilSick) {

        /** The defaults of every client. */
        public static final Limits DEFAULT = new Limits(10_000, 64L << 20, 4_096, 1_024, 1_000, 3);
    }
}

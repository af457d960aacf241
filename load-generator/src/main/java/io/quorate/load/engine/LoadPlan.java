package io.quorate.load.engine;

import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;

/**
 * What load to make.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Nanoseconds; operations per second.
 *
 * @param workload what each operation does
 * @param schedule when each is due; of a closed loop nothing but its rate, which is the highest that it may reach
 * @param warmupNs how long load is made before it is measured
 * @param durationNs how long load is measured
 * @param drainNs how long, after the last arrival, the run waits for what is due or under way
 * @param maxInFlight how many operations may be under way; of a closed loop how many are
 * @param closed whether the next operation starts when one has ended, instead of when it is due
 * @param operations how many operations are measured at most
 * @param overload what becomes of what is due while {@code maxInFlight} are under way
 * @param pacers how many threads send; what is sent and when does not depend on it
 * @param waiting how they wait
 * @param shard which of {@code shards} generators this one is, from 0; it sends the operations on the keys that it owns
 * @param shards how many generators make this load together
 */
public record LoadPlan(
        Workload workload,
        Schedule schedule,
        long warmupNs,
        long durationNs,
        long drainNs,
        int maxInFlight,
        boolean closed,
        long operations,
        Overload overload,
        int pacers,
        WaitStrategy waiting,
        int shard,
        int shards) {

    /** Checks the ranges. */
    public LoadPlan {
        if (warmupNs < 0 || durationNs <= 0 || drainNs < 0) {
            throw new IllegalArgumentException("warmupNs=" + warmupNs + " and drainNs=" + drainNs
                    + " must be at least 0, durationNs=" + durationNs + " more than 0");
        }
        if (pacers < 1 || maxInFlight < pacers) {
            throw new IllegalArgumentException("maxInFlight=" + maxInFlight
                    + " must be at least 1 for each of the pacers=" + pacers + ", which must be at least 1");
        }
        if (operations < 1) {
            throw new IllegalArgumentException("operations=" + operations + " must be at least 1");
        }
        if (shard < 0 || shard >= shards) {
            throw new IllegalArgumentException("shard=" + shard + " must be 0 to " + (shards - 1));
        }
    }

    /**
     * An open-loop load of one pacer, in which what finds no room waits.
     *
     * @param workload what each operation does
     * @param schedule when each is due
     * @param warmupNs how long load is made before it is measured
     * @param durationNs how long load is measured
     * @param drainNs how long the run waits for the rest
     * @param maxInFlight how many operations may be under way
     */
    public LoadPlan(
            final Workload workload,
            final Schedule schedule,
            final long warmupNs,
            final long durationNs,
            final long drainNs,
            final int maxInFlight) {
        this(
                workload,
                schedule,
                warmupNs,
                durationNs,
                drainNs,
                maxInFlight,
                false,
                Long.MAX_VALUE,
                Overload.QUEUE,
                1,
                WaitStrategy.HYBRID,
                0,
                1);
    }

    /**
     * The same as a closed loop.
     *
     * @param isClosed whether the next operation starts when one has ended
     * @return a plan
     */
    public LoadPlan withClosed(final boolean isClosed) {
        return new LoadPlan(
                workload,
                schedule,
                warmupNs,
                durationNs,
                drainNs,
                maxInFlight,
                isClosed,
                operations,
                overload,
                pacers,
                waiting,
                shard,
                shards);
    }

    /**
     * The same with an end after so many operations.
     *
     * @param most how many are measured at most
     * @return a plan
     */
    public LoadPlan withOperations(final long most) {
        return new LoadPlan(
                workload,
                schedule,
                warmupNs,
                durationNs,
                drainNs,
                maxInFlight,
                closed,
                most,
                overload,
                pacers,
                waiting,
                shard,
                shards);
    }

    /**
     * The same with another fate of what finds no room.
     *
     * @param newOverload that fate
     * @return a plan
     */
    public LoadPlan withOverload(final Overload newOverload) {
        return new LoadPlan(
                workload,
                schedule,
                warmupNs,
                durationNs,
                drainNs,
                maxInFlight,
                closed,
                operations,
                newOverload,
                pacers,
                waiting,
                shard,
                shards);
    }

    /**
     * The same, sent by other threads.
     *
     * @param count how many
     * @param newWaiting how they wait
     * @return a plan
     */
    public LoadPlan withPacers(final int count, final WaitStrategy newWaiting) {
        return new LoadPlan(
                workload,
                schedule,
                warmupNs,
                durationNs,
                drainNs,
                maxInFlight,
                closed,
                operations,
                overload,
                count,
                newWaiting,
                shard,
                shards);
    }

    /**
     * The part of it that one of several generators makes.
     *
     * @param newShard which one, from 0
     * @param newShards how many there are
     * @return a plan
     */
    public LoadPlan withShard(final int newShard, final int newShards) {
        return new LoadPlan(
                workload,
                schedule,
                warmupNs,
                durationNs,
                drainNs,
                maxInFlight,
                closed,
                operations,
                overload,
                pacers,
                waiting,
                newShard,
                newShards);
    }

    /**
     * Time of the whole load.
     *
     * @return warm-up and measured load together, without the drain
     */
    public long totalNs() {
        return warmupNs + durationNs;
    }

    /** Which part of {@link #maxInFlight} a pacer has. */
    int capOf(final int pacer) {
        return maxInFlight / pacers + (pacer < maxInFlight % pacers ? 1 : 0);
    }
}

package io.quorate.load.engine;

import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;

/**
 * What load to make.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Nanoseconds; operations per second. <b>Errors.</b> {@link IllegalArgumentException} when it is built, which
 * names the value and the limit.
 */
public final class LoadPlan {

    private final Workload workload;
    private final Schedule schedule;
    private final long warmupNs;
    private final long durationNs;
    private final long drainNs;
    private final int maxInFlight;
    private final boolean closed;
    private final long operations;
    private final Overload overload;
    private final int pacers;
    private final WaitStrategy waiting;
    private final int shard;
    private final int shards;

    private LoadPlan(final Builder builder) {
        builder.check();
        workload = builder.workload;
        schedule = builder.schedule;
        warmupNs = builder.warmupNs;
        durationNs = builder.durationNs;
        drainNs = builder.drainNs;
        maxInFlight = builder.maxInFlight;
        closed = builder.closed;
        operations = builder.operations;
        overload = builder.overload;
        pacers = builder.pacers;
        waiting = builder.waiting;
        shard = builder.shard;
        shards = builder.shards;
    }

    /**
     * Starts to describe a load.
     *
     * @param workload what each operation does
     * @param schedule when each is due; of a closed loop nothing but its rate, which is the highest that it may reach
     * @return a builder with a default for everything else but the duration
     */
    public static Builder builder(final Workload workload, final Schedule schedule) {
        return new Builder(workload, schedule);
    }

    /**
     * What each operation does.
     *
     * @return the workload
     */
    public Workload workload() {
        return workload;
    }

    /**
     * When each operation is due.
     *
     * @return the schedule
     */
    public Schedule schedule() {
        return schedule;
    }

    /**
     * How long load is made before it is measured.
     *
     * @return at least 0
     */
    public long warmupNs() {
        return warmupNs;
    }

    /**
     * How long load is measured.
     *
     * @return more than 0
     */
    public long durationNs() {
        return durationNs;
    }

    /**
     * How long, after the last arrival, the run waits for what is due or under way.
     *
     * @return at least 0
     */
    public long drainNs() {
        return drainNs;
    }

    /**
     * How many operations may be under way; of a closed loop how many are.
     *
     * @return at least {@link #pacers}
     */
    public int maxInFlight() {
        return maxInFlight;
    }

    /**
     * Whether the next operation starts when one has ended, instead of when it is due.
     *
     * @return true of a closed loop
     */
    public boolean closed() {
        return closed;
    }

    /**
     * How many operations are measured at most.
     *
     * @return at least 1, {@link Long#MAX_VALUE} without a limit
     */
    public long operations() {
        return operations;
    }

    /**
     * What becomes of what is due while {@link #maxInFlight} are under way.
     *
     * @return its fate
     */
    public Overload overload() {
        return overload;
    }

    /**
     * How many threads send; what is sent and when does not depend on it.
     *
     * @return at least 1
     */
    public int pacers() {
        return pacers;
    }

    /**
     * How they wait.
     *
     * @return the way
     */
    public WaitStrategy waiting() {
        return waiting;
    }

    /**
     * Which of {@link #shards} generators this one is; it sends the operations on the keys that it owns.
     *
     * @return from 0
     */
    public int shard() {
        return shard;
    }

    /**
     * How many generators make this load together.
     *
     * @return at least 1
     */
    public int shards() {
        return shards;
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

    /** Describes a load. <b>Threads.</b> One. */
    public static final class Builder {

        private static final int DEFAULT_MAX_IN_FLIGHT = 200;

        private final Workload workload;
        private final Schedule schedule;
        private long warmupNs;
        private long durationNs;
        private long drainNs;
        private int maxInFlight = DEFAULT_MAX_IN_FLIGHT;
        private boolean closed;
        private long operations = Long.MAX_VALUE;
        private Overload overload = Overload.QUEUE;
        private int pacers = 1;
        private WaitStrategy waiting = WaitStrategy.HYBRID;
        private int shard;
        private int shards = 1;

        private Builder(final Workload workload, final Schedule schedule) {
            this.workload = workload;
            this.schedule = schedule;
        }

        /**
         * Sets how long load is made before it is measured.
         *
         * @param newWarmupNs at least 0 (default 0)
         * @return this
         */
        public Builder warmupNs(final long newWarmupNs) {
            warmupNs = newWarmupNs;
            return this;
        }

        /**
         * Sets how long load is measured.
         *
         * @param newDurationNs more than 0
         * @return this
         */
        public Builder durationNs(final long newDurationNs) {
            durationNs = newDurationNs;
            return this;
        }

        /**
         * Sets how long, after the last arrival, the run waits for what is due or under way.
         *
         * @param newDrainNs at least 0 (default 0)
         * @return this
         */
        public Builder drainNs(final long newDrainNs) {
            drainNs = newDrainNs;
            return this;
        }

        /**
         * Sets how many operations may be under way; of a closed loop how many are.
         *
         * @param newMaxInFlight at least one for each pacer (default 200)
         * @return this
         */
        public Builder maxInFlight(final int newMaxInFlight) {
            maxInFlight = newMaxInFlight;
            return this;
        }

        /**
         * Sets whether the next operation starts when one has ended, instead of when it is due.
         *
         * @param isClosed whether it is a closed loop (default false)
         * @return this
         */
        public Builder closed(final boolean isClosed) {
            closed = isClosed;
            return this;
        }

        /**
         * Ends the load after so many operations.
         *
         * @param most how many are measured at most, at least 1 (default no limit)
         * @return this
         */
        public Builder operations(final long most) {
            operations = most;
            return this;
        }

        /**
         * Sets what becomes of what is due while there is no room.
         *
         * @param newOverload its fate (default: it waits)
         * @return this
         */
        public Builder overload(final Overload newOverload) {
            overload = newOverload;
            return this;
        }

        /**
         * Sets the threads that send.
         *
         * @param count how many, at least 1 (default 1)
         * @param newWaiting how they wait (default hybrid)
         * @return this
         */
        public Builder pacers(final int count, final WaitStrategy newWaiting) {
            pacers = count;
            waiting = newWaiting;
            return this;
        }

        /**
         * Makes only the part that is one generator's of several.
         *
         * @param newShard which one, from 0 (default 0)
         * @param newShards how many there are (default 1)
         * @return this
         */
        public Builder shard(final int newShard, final int newShards) {
            shard = newShard;
            shards = newShards;
            return this;
        }

        /**
         * Makes the plan.
         *
         * @return a new one
         * @throws IllegalArgumentException if a value is out of range; the message names it and the limit
         */
        public LoadPlan build() {
            return new LoadPlan(this);
        }

        private void check() {
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
    }
}

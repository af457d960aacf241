package io.quorate.testkit.simulation;

import io.quorate.testkit.SeededRandom;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and everything that is going to happen: one queue of events, run one after the other.
 *
 * <p><b>Threads.</b> One. <b>Units.</b> Nanoseconds since the start of the world. <b>Guarantee.</b> The same seed gives the same events in
 * the same order; {@link #hash()} is equal for equal runs.
 */
final class SimulatedWorld {

    private record Event(long timeNs, long tieBreak, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(final Event other) {
            if (timeNs != other.timeNs) {
                return Long.compare(timeNs, other.timeNs);
            }
            return tieBreak != other.tieBreak
                    ? Long.compare(tieBreak, other.tieBreak)
                    : Long.compare(sequence, other.sequence);
        }
    }

    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;
    private static final int HASH_ROTATION = 23;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SeededRandom seeds;
    private final SeededRandom tieBreaks;
    private final @Nullable Consumer<String> log;
    private long nowNs;
    private long lastStampNs;
    private long sequence;
    private long executed;
    private long hash;
    private @Nullable Throwable fault;

    SimulatedWorld(final long seed, final @Nullable Consumer<String> log) {
        this.seeds = new SeededRandom(seed);
        this.tieBreaks = seeds.split("tie-breaks");
        this.log = log;
    }

    long nowNs() {
        return nowNs;
    }

    /** A time for histories: never the same twice, so that of two moments one is always the earlier. */
    long stampNs() {
        lastStampNs = Math.max(lastStampNs + 1, nowNs);
        return lastStampNs;
    }

    /** A stream of random numbers for one purpose. */
    SeededRandom random(final String purpose) {
        return seeds.split(purpose);
    }

    void at(final long timeNs, final Runnable action) {
        events.add(new Event(Math.max(timeNs, nowNs), tieBreaks.next(), sequence++, action));
    }

    void after(final long delayNs, final Runnable action) {
        at(nowNs + delayNs, action);
    }

    /** Runs the next event; false when there is none before the given time, which is then the present. */
    boolean step(final long untilNs) {
        final Event next = events.peek();
        if (next == null || next.timeNs() > untilNs) {
            nowNs = Math.max(nowNs, untilNs);
            return false;
        }
        events.poll();
        nowNs = next.timeNs();
        executed++;
        mix(next.timeNs());
        mix(next.sequence());
        next.action().run();
        if (fault != null) {
            throw new IllegalStateException("the simulated program failed at " + nowNs + " ns", fault);
        }
        return true;
    }

    void runUntil(final long untilNs) {
        boolean more = true;
        while (more) {
            more = step(untilNs);
        }
    }

    /** Makes what just happened part of the hash, and shows it to whoever listens. */
    void trace(final TraceType type, final String who, final long detail) {
        mix(type.ordinal());
        mix(who.hashCode());
        mix(detail);
        if (log != null) {
            log.accept(nowNs + " " + type + " " + who + " " + Long.toHexString(detail));
        }
    }

    /** Shows something to whoever listens, without any effect. */
    void note(final Supplier<String> text) {
        if (log != null) {
            log.accept(nowNs + " " + text.get());
        }
    }

    /** Ends the run with a failure that could not be thrown where it happened. */
    void fail(final Throwable cause) {
        if (fault == null) {
            fault = cause;
        }
    }

    /** Events that are still to come. */
    int pendingCount() {
        return events.size();
    }

    long hash() {
        return hash;
    }

    long executedCount() {
        return executed;
    }

    private void mix(final long value) {
        hash = Long.rotateLeft((hash ^ value) * HASH_FACTOR, HASH_ROTATION);
    }
}

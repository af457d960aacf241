package io.quorate.quorum;

import io.quorate.bench.FixedReply;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find the newest of a key's replies.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar quorum.ConflictResolutionBenchmark -foe true -prof gc</pre>
 *
 * <p>Measured: {@code newest} is the comparison that a get makes, reply by reply, over 256 sets of replies; each reply holds the newest version or,
 * as likely, an older one, so that no branch is always taken. {@code wholeGet} is the whole state machine of a get whose replicas agree:
 * begin, all replies, the copy of a 100-byte value, decision, retirement. Not measured: how replies come in; that is
 * {@code InProcessQuorumBenchmark}.
 *
 * <p>{@code baselineSort} gives the same answer as {@code newest} over the same replies, by the usual few lines: collect records in a list, sort it
 * newest first, take the head.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class ConflictResolutionBenchmark {

    private static final int SETS = 1 << 8;
    private static final int VALUE_BYTES = 100;
    private static final long NEWEST_MS = 1_700_000_000_000L;
    private static final int COUNTER_BITS = 16;
    private static final int MAX_AGE_MS = 1 << 20;
    private static final int WRITERS = 8;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);

    /** How many replicas answered. */
    @Param({"3", "5", "7"})
    public int replies;

    private final Held candidate = new Held();
    private final OperationState operation = new OperationState();
    private final Outcome outcome = new Outcome();
    private ReplicaReply[][] conflicting;
    private ReplicaReply[][] agreeing;
    private int next;

    /** Makes the replies. */
    @Setup
    public void makeReplies() {
        final SplittableRandom random = new SplittableRandom(1);
        conflicting = new ReplicaReply[SETS][replies];
        agreeing = new ReplicaReply[SETS][replies];
        for (int set = 0; set < SETS; set++) {
            final int surelyNewest = random.nextInt(replies);
            final long newest = (NEWEST_MS + random.nextInt(MAX_AGE_MS)) << COUNTER_BITS;
            final long writer = random.nextInt(WRITERS);
            for (int i = 0; i < replies; i++) {
                final boolean isNewest = i == surelyNewest || random.nextBoolean();
                final long age = isNewest ? 0 : (1L + random.nextInt(MAX_AGE_MS)) << COUNTER_BITS;
                conflicting[set][i] =
                        new FixedReply(ReplicaReply.VALUE, newest - age, writer, ByteBuffer.allocate(VALUE_BYTES));
                agreeing[set][i] = new FixedReply(ReplicaReply.VALUE, newest, writer, ByteBuffer.allocate(VALUE_BYTES));
            }
        }
    }

    /** The library's way: keep the best so far, compare versions as bare numbers. */
    @Benchmark
    public int newest() {
        return newest(conflicting[next++ & (SETS - 1)]);
    }

    /** The state machine of a get, from its begin to its retirement. */
    @Benchmark
    public long wholeGet() {
        final ReplicaReply[] set = agreeing[next++ & (SETS - 1)];
        final int majority = set.length / 2 + 1;
        outcome.decision = Decision.NONE;
        operation.reset(set.length, majority, majority, false, next);
        operation.limits(TIMEOUT_NS, TIMEOUT_NS, 1, 1, 1, 1);
        for (int i = 0; i < set.length; i++) {
            operation.replica(i, i, true, false, false);
        }
        operation.nowNs(0);
        GetMachine.INSTANCE.begin(operation, outcome);
        for (int i = 0; i < set.length; i++) {
            GetMachine.INSTANCE.onReply(operation, i, outcome.attempts[i], set[i], outcome);
        }
        if (outcome.decision != Decision.OK || !operation.isRetired()) {
            throw new IllegalStateException("decision=" + outcome.decision + ", retired=" + operation.isRetired());
        }
        return operation.candidateTimestamp();
    }

    /** The usual way: a list of records, sorted. */
    @Benchmark
    public int baselineSort() {
        return SortedReplies.newest(conflicting[next++ & (SETS - 1)]);
    }

    int newest(final ReplicaReply[] set) {
        candidate.clear();
        int newest = 0;
        for (int i = 0; i < set.length; i++) {
            final ReplicaReply reply = set[i];
            if (candidate.compareTo(reply.result(), reply.timestamp(), reply.writerId(), false) < 0) {
                candidate.set(reply.result(), reply.timestamp(), reply.writerId());
                newest = i;
            }
        }
        return newest;
    }

    ReplicaReply[] conflicting(final int set) {
        return conflicting[set & (SETS - 1)];
    }

    /** Keeps what the machine wants done, and does nothing. */
    private static final class Outcome implements Effects {

        private final int[] attempts = new int[OperationState.MAX_REPLICAS];
        private int decision;

        @Override
        public void send(final int replica, final int attempt, final byte kind, final long deadlineNs) {
            attempts[replica] = attempt;
        }

        @Override
        public void wakeAt(final long atNs) {
            // Time stands still here.
        }

        @Override
        public boolean stamp(final long aboveTimestamp, final long nodeWallMs) {
            throw new IllegalStateException("a get asks for no version");
        }

        @Override
        public void decide(final int newDecision) {
            decision = newDecision;
        }

        @Override
        public void retire() {
            // The state says so itself.
        }
    }
}

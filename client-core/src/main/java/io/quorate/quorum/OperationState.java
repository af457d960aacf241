package io.quorate.quorum;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a machine knows of one operation.
 *
 * <p><b>Threads.</b> Not thread-safe: the driver brings one event at a time.
 *
 * <p><b>Allocation.</b> None after construction, beyond the growth of value buffers. One state serves many operations, one after another.
 *
 * <p><b>Units.</b> {@code Ns} instants are on the driver's monotonic clock.
 */
public final class OperationState {

    /** Most replicas that one key can have. */
    public static final int MAX_REPLICAS = 7;

    /** Most sends to one replica that can be outstanding at a time; a power of two. */
    public static final int MAX_OUTSTANDING = 8;

    /** Attempt numbers wrap here; a power of two. */
    public static final int ATTEMPT_NUMBERS = 256;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    final Round read = new Round();
    final Round store = new Round();
    /** Where the sends belong that were under way when the operation moved to another ring: their ends are awaited, but are no votes. */
    private final Round formerRead = new Round();

    private final Round formerStore = new Round();
    final Held[] held = new Held[MAX_REPLICAS];
    /** What a get returns, or the newest state that a put found before it; its value is in {@link #value}. */
    final Held candidate = new Held();

    /** The candidate at the moment it was fixed: what phase 2 writes. */
    final Held fixed = new Held();

    /** What a get has seen that is newer than the candidate, while that is being confirmed; only read repair may use it. */
    final Held newest = new Held();

    int candidateReplica;
    ValueBuffer value = new ValueBuffer();
    private ValueBuffer newestValue = new ValueBuffer();
    /** Values of all replicas; filled only where timestamps say too little, see {@link #ownTimestamps}. */
    private final ValueBuffer[] values = new ValueBuffer[MAX_REPLICAS];

    /** Of every outstanding send the round that it belongs to; null where none is. */
    private final @Nullable Round[] attemptRounds = new Round[MAX_REPLICAS * MAX_OUTSTANDING];

    private final int[] nextAttempt = new int[MAX_REPLICAS];
    private final int[] outstanding = new int[MAX_REPLICAS];
    private final int[] nodeOrder = new int[MAX_REPLICAS];
    private final long[] storeHigh = new long[MAX_REPLICAS];
    private final long[] storeLow = new long[MAX_REPLICAS];
    /** Replicas whose {@link #storeHigh} and {@link #storeLow} mean something, a bit each. */
    private int storeMask;

    private int outstandingCount;
    /** Stores that are outstanding, but for those that are known not to have been applied. */
    private int openStores;

    private final boolean[] harmless = new boolean[MAX_REPLICAS * MAX_OUTSTANDING];

    int n;
    /** Replicas of which something may be known, 1 to {@link #MAX_REPLICAS}: those before were forgotten. */
    private int widest;

    /** Whether {@link #values} hold memory that {@link #release} should look at. */
    private boolean keepsValues;

    int required;
    int confirmCount;
    boolean eventual;
    long deadlineNs;
    long attemptTimeoutNs;
    int maxSends;
    long backoffBaseNs;
    long backoffCapNs;
    long medianReplyNs;
    long nowNs;
    private long randomState;
    /** Some replica knows no writer ids: versions are compared without them. */
    boolean ignoreWriters;
    /** Some replica stamps puts on its own clock: values confirm, not versions. */
    boolean ownTimestamps;

    int repairMask;
    private int ownTimestampsMask;
    private int sickMask;
    long timestamp;
    long writerId;

    int decision = Decision.NONE;
    boolean candidateFixed;
    /** A put has its version and sends it. */
    boolean storing;

    /** The newest timestamp that phase 1 of a put has seen. */
    long seenTimestamp;

    /** The latest wall clock that a node has told in this operation, 0 when none has. */
    long nodeWallMs;

    boolean confirmed;
    boolean superseded;
    boolean previousKnown;
    boolean tied;
    boolean mayHaveApplied;
    boolean retired;
    boolean epochRefused;
    long silentAtNs;

    /** Creates a state that must be {@link #reset} before its first use. */
    public OperationState() {
        for (int i = 0; i < MAX_REPLICAS; i++) {
            held[i] = new Held();
            values[i] = new ValueBuffer();
        }
    }

    /**
     * Prepares for an operation; the driver calls the other setters after it.
     *
     * @param replicaCount n, 1 to {@link #MAX_REPLICAS}
     * @param requiredCount replies or acks that decide: R of a get, W of a put
     * @param confirmReplicaCount replicas that must hold what a get answers; not used by puts
     * @param eventualReads whether a get answers without confirmation
     * @param randomSeed seed of the jitter of this operation
     */
    public void reset(
            final int replicaCount,
            final int requiredCount,
            final int confirmReplicaCount,
            final boolean eventualReads,
            final long randomSeed) {
        n = replicaCount;
        required = requiredCount;
        confirmCount = confirmReplicaCount;
        eventual = eventualReads;
        randomState = randomSeed;
        forgetReplies();
        Arrays.fill(nextAttempt, 0);
        if (outstandingCount != 0) {
            // Sends of an operation that never retired; one that did has ended all of its own.
            Arrays.fill(outstanding, 0);
            Arrays.fill(attemptRounds, null);
            Arrays.fill(harmless, false);
            outstandingCount = 0;
        }
        openStores = 0;
        ignoreWriters = false;
        ownTimestamps = false;
        ownTimestampsMask = 0;
        sickMask = 0;
        timestamp = 0;
        writerId = 0;
        decision = Decision.NONE;
        candidateFixed = false;
        storing = false;
        seenTimestamp = 0;
        nodeWallMs = 0;
        confirmed = false;
        superseded = false;
        previousKnown = true;
        tied = false;
        mayHaveApplied = false;
        retired = false;
        epochRefused = false;
        storeMask = 0;
    }

    /**
     * Moves an undecided operation to another ring: all phases begin anew, with the version that it has. The driver then calls
     * {@link #replica} for each replica, and {@link QuorumMachine#onRing}.
     *
     * <p>What is under way to the former replicas stays under way. It does not vote any more, but it may still be applied, and the
     * operation retires only after it has ended.
     *
     * @param replicaCount n of the new ring, 1 to {@link #MAX_REPLICAS}
     * @param requiredCount replies or acks that decide the phase that begins
     * @param confirmReplicaCount as for {@link #reset}
     */
    public void restart(final int replicaCount, final int requiredCount, final int confirmReplicaCount) {
        for (int i = 0; i < attemptRounds.length; i++) {
            if (attemptRounds[i] == read) {
                attemptRounds[i] = formerRead;
            } else if (attemptRounds[i] == store) {
                attemptRounds[i] = formerStore;
            }
        }
        n = replicaCount;
        required = requiredCount;
        confirmCount = confirmReplicaCount;
        forgetReplies();
        candidateFixed = false;
        ignoreWriters = false;
        ownTimestamps = false;
        ownTimestampsMask = 0;
        sickMask = 0;
        superseded = false;
        // What was there before cannot be told from what this operation has left there itself.
        previousKnown = !mayHaveApplied();
        tied = false;
        epochRefused = false;
        storeMask = 0;
    }

    /** Forgets what replicas have answered; of replicas that no operation had since this was done last, there is nothing to forget. */
    private void forgetReplies() {
        read.clear();
        store.clear();
        for (int i = 0; i < widest; i++) {
            held[i].clear();
            values[i].clear();
        }
        widest = n;
        candidate.clear();
        fixed.clear();
        newest.clear();
        value.clear();
        newestValue.clear();
        candidateReplica = 0;
    }

    /**
     * Whether a replica has refused the operation because its ring is of an older epoch, so that a newer ring would help.
     *
     * @return true until the operation is decided or {@link #restart restarted}
     */
    public boolean awaitsRing() {
        return epochRefused && decision == Decision.NONE;
    }

    /**
     * Notes from which store a replica's answer comes.
     *
     * @param replica index in the preference list
     * @param high first half of the store's UUID
     * @param low second half; 0 together with the first for a node that does not tell
     * @return false if another replica has answered from this very store: a store has one vote, under however many names it is reached
     */
    public boolean admitVote(final int replica, final long high, final long low) {
        if ((high | low) == 0) {
            return true;
        }
        for (int i = 0; i < n; i++) {
            if (i != replica && (storeMask & (1 << i)) != 0 && storeHigh[i] == high && storeLow[i] == low) {
                return false;
            }
        }
        storeMask |= 1 << replica;
        storeHigh[replica] = high;
        storeLow[replica] = low;
        return true;
    }

    /**
     * Gives back memory of large values; the state must be {@link #reset} before its next use.
     *
     * @param largestKeptBytes most bytes that each of its buffers may keep
     */
    public void release(final int largestKeptBytes) {
        value.release(largestKeptBytes);
        newestValue.release(largestKeptBytes);
        if (keepsValues) {
            keepsValues = false;
            for (final ValueBuffer kept : values) {
                kept.release(largestKeptBytes);
            }
        }
    }

    /**
     * Makes room for the value of a reply, before the machine hears of it: a machine that runs out of memory half-way would have a version
     * with another version's value.
     *
     * @param replica index in the preference list
     * @param valueLength bytes of the reply's value
     */
    public void reserve(final int replica, final int valueLength) {
        if (ownTimestamps) {
            valueOf(replica).reserve(valueLength);
        }
        if (candidateFixed && decision == Decision.NONE) {
            newestValue.reserve(valueLength);
        } else {
            value.reserve(valueLength);
        }
    }

    /**
     * Sets the time limits.
     *
     * @param operationDeadlineNs instant at which the operation fails
     * @param attemptNs bound of one send
     * @param sendsPerReplica how often one replica is asked the same thing, at least 1
     * @param baseNs bound of the first pause before a retry
     * @param capNs bound of every pause before a retry
     * @param medianNs usual time of a reply; how long a get waits for the silent before it writes to them
     */
    public void limits(
            final long operationDeadlineNs,
            final long attemptNs,
            final int sendsPerReplica,
            final long baseNs,
            final long capNs,
            final long medianNs) {
        deadlineNs = operationDeadlineNs;
        attemptTimeoutNs = attemptNs;
        maxSends = sendsPerReplica;
        backoffBaseNs = baseNs;
        backoffCapNs = capNs;
        medianReplyNs = medianNs;
    }

    /**
     * Tells what a replica can do and how it fares.
     *
     * @param replica index in the preference list
     * @param order its place among all nodes by name; the highest wins ties that nothing else decides
     * @param knowsWriterIds whether it keeps writer ids
     * @param stampsItself whether it ignores the timestamp of a put
     * @param isSick whether it has been failing; such a replica is asked, but retried only when the quorum needs it
     */
    public void replica(
            final int replica,
            final int order,
            final boolean knowsWriterIds,
            final boolean stampsItself,
            final boolean isSick) {
        final int bit = 1 << replica;
        nodeOrder[replica] = order;
        ignoreWriters |= !knowsWriterIds;
        ownTimestamps |= stampsItself;
        ownTimestampsMask = stampsItself ? ownTimestampsMask | bit : ownTimestampsMask & ~bit;
        sickMask = isSick ? sickMask | bit : sickMask & ~bit;
    }

    /**
     * Sets the version of a put or delete, once for all its sends.
     *
     * @param putTimestamp first half
     * @param putWriterId second half
     */
    public void version(final long putTimestamp, final long putWriterId) {
        timestamp = putTimestamp;
        writerId = putWriterId;
    }

    /** Says that this write was sent before, by an operation whose end is not known: whatever becomes of it now, it may have been applied. */
    public void sentBefore() {
        mayHaveApplied = true;
    }

    /** Makes a get answer only with what enough replicas hold, whatever {@link #reset} was told. */
    public void confirmAlways() {
        eventual = false;
    }

    /**
     * Ends an undecided operation from outside; without effect on a decided one.
     *
     * @param reason {@link Decision#CANCELLED}, {@link Decision#CLOSED}, or {@link Decision#REPLICAS} when a new ring has too few
     * @param out takes the effects
     */
    public void abandon(final int reason, final Effects out) {
        if (decision == Decision.NONE) {
            decide(reason, out);
        }
        retireIfDone(out);
    }

    /**
     * Tells the time of the next event.
     *
     * @param instantNs instant on the driver's clock
     */
    public void nowNs(final long instantNs) {
        nowNs = instantNs;
    }

    /**
     * The time of the event that is being handled.
     *
     * @return instant on the driver's clock
     */
    public long nowNs() {
        return nowNs;
    }

    /**
     * Whether a get had to write back.
     *
     * @return true when a store was sent
     */
    public boolean wroteBack() {
        for (int i = 0; i < n; i++) {
            if (store.sends[i] > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * How it was decided.
     *
     * @return {@link Decision#NONE} while it is not
     */
    public int decision() {
        return decision;
    }

    /**
     * Whether the last send has ended and nothing more will be sent.
     *
     * @return true after {@link Effects#retire}
     */
    public boolean isRetired() {
        return retired;
    }

    /**
     * What a get found, or what there was before a put: {@link ReplicaReply#ABSENT}, {@link ReplicaReply#VALUE},
     * {@link ReplicaReply#TOMBSTONE}, or -1 when no replica told.
     *
     * @return the state
     */
    public int candidateResult() {
        return candidate.result;
    }

    /**
     * Timestamp of {@link #candidateResult()}.
     *
     * @return first half of the version
     */
    public long candidateTimestamp() {
        return candidate.timestamp;
    }

    /**
     * Writer id of {@link #candidateResult()}.
     *
     * @return second half of the version
     */
    public long candidateWriterId() {
        return candidate.writerId;
    }

    /**
     * Value of {@link #candidateResult()}.
     *
     * @return buffer, empty when there is no value
     */
    public ValueBuffer candidateValue() {
        return value;
    }

    /**
     * Timestamp of the put or delete.
     *
     * @return first half of the version, 0 for gets
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * Writer id of the put or delete.
     *
     * @return second half of the version, 0 for gets
     */
    public long writerId() {
        return writerId;
    }

    /**
     * Whether enough replicas hold what the get found.
     *
     * @return true when confirmed
     */
    public boolean confirmed() {
        return confirmed;
    }

    /**
     * Whether a replica held something newer than the put.
     *
     * @return true when superseded at once
     */
    public boolean superseded() {
        return superseded;
    }

    /**
     * Whether every counted replica told what there was before the put.
     *
     * @return true when the previous state is known
     */
    public boolean previousKnown() {
        return previousKnown;
    }

    /**
     * Whether two replicas had different values at the same timestamp.
     *
     * @return true when there was a tie
     */
    public boolean tied() {
        return tied;
    }

    /**
     * Whether the operation has the version that it stores.
     *
     * @return false for gets, and for a linearizable put that is still looking for the newest version
     */
    public boolean hasVersion() {
        return storing;
    }

    /**
     * Whether a store of this operation may have been, or may still be, applied somewhere.
     *
     * @return true when it cannot be excluded
     */
    public boolean mayHaveApplied() {
        return mayHaveApplied || openStores > 0;
    }

    /**
     * Tells that an outstanding send has surely not been applied; its failure is on its way to the machine. A driver that has several
     * failures to bring tells all of them first, so that a decision at the first one knows what the others say.
     *
     * @param replica index in the preference list
     * @param attempt number that {@link Effects#send} was given
     */
    public void surelyNotApplied(final int replica, final int attempt) {
        final int slot = slotOf(replica, attempt);
        if (!harmless[slot]) {
            harmless[slot] = true;
            openStores -= isStore(attemptRounds[slot]) ? 1 : 0;
        }
    }

    /**
     * The state that a get writes back: fixed at its R-th reply.
     *
     * @return {@link ReplicaReply#VALUE} or {@link ReplicaReply#TOMBSTONE}
     */
    public int writeBackResult() {
        return fixed.result;
    }

    /**
     * Timestamp of what a get writes back.
     *
     * @return first half of the version
     */
    public long writeBackTimestamp() {
        return fixed.timestamp;
    }

    /**
     * Writer id of what a get writes back.
     *
     * @return second half of the version
     */
    public long writeBackWriterId() {
        return fixed.writerId;
    }

    /**
     * Sets which replicas a read repair writes to.
     *
     * @param replicas a bit per index in the preference list
     */
    public void repairTargets(final int replicas) {
        repairMask = replicas;
    }

    /**
     * Replies or acks that were needed for the decision.
     *
     * @return count; of a get that has fixed its candidate, the holders needed
     */
    public int needed() {
        return candidateFixed ? confirmCount : required;
    }

    /**
     * Replies or acks that there are.
     *
     * @return count; of a get that has fixed its candidate, the holders
     */
    public int got() {
        if (candidateFixed) {
            return holders();
        }
        return (storing ? store : read).count(n, Round.ANSWERED);
    }

    /**
     * How often a replica was asked.
     *
     * @param replica index in the preference list
     * @return sends of all phases
     */
    public int sends(final int replica) {
        return read.sends[replica] + store.sends[replica];
    }

    /**
     * Whether a replica has been heard to hold something, or to hold nothing.
     *
     * @param replica index in the preference list
     * @return true when it answered
     */
    public boolean hasAnswered(final int replica) {
        return held[replica].isKnown();
    }

    /**
     * Whether a send to a replica is under way.
     *
     * @param replica index in the preference list
     * @return true when its end is awaited
     */
    public boolean isOutstanding(final int replica) {
        return outstanding[replica] > 0;
    }

    /**
     * Whether what a replica was heard to hold has a version: a value or a tombstone, not nothing.
     *
     * @param replica index in the preference list
     * @return true when {@link #heldTimestamp} and {@link #heldWriterId} mean something
     */
    public boolean holdsVersion(final int replica) {
        return held[replica].result > ReplicaReply.ABSENT;
    }

    /**
     * Timestamp of what a replica reported to hold.
     *
     * @param replica index in the preference list
     * @return first half of the version
     */
    public long heldTimestamp(final int replica) {
        return held[replica].timestamp;
    }

    /**
     * Writer id of what a replica reported to hold.
     *
     * @param replica index in the preference list
     * @return second half of the version
     */
    public long heldWriterId(final int replica) {
        return held[replica].writerId;
    }

    /**
     * Replicas that reported less than the newest state that this get saw: where read repair helps.
     *
     * @return a bit per index in the preference list; 0 where repair would be unsound
     */
    public int staleReplicas() {
        if (ownTimestamps || candidate.result <= ReplicaReply.ABSENT) {
            return 0;
        }
        int mask = 0;
        for (int i = 0; i < n; i++) {
            if (held[i].isKnown() && held[i].compareTo(candidate, ignoreWriters) < 0) {
                mask |= 1 << i;
            }
        }
        return mask;
    }

    int nodeOrder(final int replica) {
        return nodeOrder[replica];
    }

    boolean isSick(final int replica) {
        return (sickMask & (1 << replica)) != 0;
    }

    boolean stampsItself(final int replica) {
        return (ownTimestampsMask & (1 << replica)) != 0;
    }

    long nextRandom() {
        randomState += GOLDEN_GAMMA;
        long z = randomState;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Sends once to a replica, as part of a round. */
    void ask(final Round round, final int replica, final byte kind, final Effects out) {
        if (outstanding[replica] >= MAX_OUTSTANDING) {
            round.status[replica] = Round.EXHAUSTED;
            return;
        }
        final int attempt = freeAttempt(replica);
        nextAttempt[replica] = (attempt + 1) & (ATTEMPT_NUMBERS - 1);
        attemptRounds[slotOf(replica, attempt)] = round;
        outstanding[replica]++;
        outstandingCount++;
        openStores += round == store ? 1 : 0;
        round.status[replica] = Round.ASKED;
        round.sends[replica]++;
        final long attemptEndNs = nowNs + attemptTimeoutNs;
        out.send(replica, attempt, kind, attemptEndNs - deadlineNs < 0 ? attemptEndNs : deadlineNs);
    }

    /** Ends a send, and tells which round it belonged to. */
    Round endAttempt(final int replica, final int attempt) {
        outstanding[replica]--;
        outstandingCount--;
        final int slot = slotOf(replica, attempt);
        final Round round = Objects.requireNonNull(attemptRounds[slot]);
        attemptRounds[slot] = null;
        openStores -= isStore(round) && !harmless[slot] ? 1 : 0;
        harmless[slot] = false;
        return round;
    }

    /** Notes that a send of a round failed, and plans another one where that can help. */
    void failed(final Round round, final int replica, final int fate, final Effects out) {
        if (isStore(round) && fate == ReplicaListener.MAYBE_APPLIED) {
            mayHaveApplied = true;
        }
        if (round.status[replica] != Round.ASKED) {
            return;
        }
        if (fate == ReplicaListener.REFUSED) {
            round.status[replica] = Round.REFUSED;
            return;
        }
        if (fate == ReplicaListener.STALE_EPOCH) {
            round.status[replica] = Round.STALE;
            epochRefused = true;
            return;
        }
        final boolean secondStoreHarms = round == store && stampsItself(replica) && fate != ReplicaListener.NOT_SENT;
        if (decision != Decision.NONE || secondStoreHarms || round.sends[replica] >= maxSends) {
            round.status[replica] = Round.EXHAUSTED;
            return;
        }
        final long atNs = nowNs + Backoff.fullJitterNs(round.sends[replica], backoffBaseNs, backoffCapNs, nextRandom());
        if (atNs - deadlineNs >= 0) {
            round.status[replica] = Round.EXHAUSTED;
            return;
        }
        round.status[replica] = Round.WAITING;
        round.retryAtNs[replica] = atNs;
        out.wakeAt(atNs);
    }

    /** Notes an answer to a send from before a {@link #restart}: no vote, but a store that was acknowledged has been applied. */
    void answeredFormer(final Round round) {
        mayHaveApplied |= round == formerStore;
    }

    private boolean isStore(final @Nullable Round round) {
        return round == store || round == formerStore;
    }

    /** Sends again where a pause is over; to the sick only if the quorum cannot be reached without them. */
    void resend(final Round round, final byte kind, final int missing, final Effects out) {
        int hopeful = 0;
        for (int i = 0; i < n; i++) {
            if (round.status[i] == Round.ASKED || (round.status[i] == Round.WAITING && !isSick(i))) {
                hopeful++;
            }
        }
        for (int i = 0; i < n; i++) {
            if (round.status[i] == Round.WAITING
                    && round.retryAtNs[i] - nowNs <= 0
                    && (!isSick(i) || hopeful < missing)) {
                ask(round, i, kind, out);
            }
        }
    }

    /** Plans no further store to a replica that needs none; returns 1 if one is under way all the same, else 0. */
    int settleStore(final int replica) {
        if (store.status[replica] == Round.WAITING) {
            store.status[replica] = Round.ANSWERED;
        }
        return store.status[replica] == Round.ASKED ? 1 : 0;
    }

    /** Learns what a replica holds now; knowledge only grows. */
    void learn(final int replica, final int result, final long heldTimestamp, final long heldWriterId) {
        final Held known = held[replica];
        if (!known.isKnown() || known.compareTo(result, heldTimestamp, heldWriterId, ignoreWriters) < 0) {
            known.set(result, heldTimestamp, heldWriterId);
        }
    }

    /** Asks for the ticks that an undecided operation still needs; a tick forgets what was asked before it. */
    void rearm(final Effects out) {
        if (decision != Decision.NONE) {
            return;
        }
        out.wakeAt(deadlineNs);
        rearm(read, out);
        rearm(store, out);
        if (candidateFixed && silentAtNs - nowNs > 0) {
            out.wakeAt(silentAtNs);
        }
    }

    private void rearm(final Round round, final Effects out) {
        for (int i = 0; i < n; i++) {
            if (round.status[i] == Round.WAITING && round.retryAtNs[i] - nowNs > 0) {
                out.wakeAt(round.retryAtNs[i]);
            }
        }
    }

    /** Replicas that have reported or acknowledged the candidate or something newer. */
    int holders() {
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (holdsCandidate(i)) {
                count++;
            }
        }
        return count;
    }

    boolean holdsCandidate(final int replica) {
        final Held known = held[replica];
        if (!known.isKnown()) {
            return false;
        }
        if (ownTimestamps) {
            return known.result == candidate.result && values[replica].contentEquals(value);
        }
        return known.compareTo(candidate, ignoreWriters) >= 0;
    }

    /** Decides that the quorum cannot be reached any more; past the deadline it is the time that ran out. */
    void decideImpossible(final Effects out) {
        decide(nowNs - deadlineNs >= 0 ? Decision.DEADLINE : Decision.REPLICAS, out);
    }

    void decide(final int newDecision, final Effects out) {
        decision = newDecision;
        out.decide(newDecision);
    }

    /** Ends the operation once it is decided and nothing is under way. */
    void retireIfDone(final Effects out) {
        if (decision != Decision.NONE && outstandingCount == 0 && !retired) {
            promoteNewest();
            retired = true;
            out.retire();
        }
    }

    /** Keeps something newer than the candidate for later, because the candidate and its value are in use. */
    void keepNewest(final ReplicaReply reply) {
        if (newest.compareTo(reply.result(), reply.timestamp(), reply.writerId(), ignoreWriters) < 0) {
            newest.set(reply.result(), reply.timestamp(), reply.writerId());
            copyValue(newestValue, reply);
        }
    }

    /** Once nobody needs the candidate any more, what was kept by {@link #keepNewest} becomes what read repair spreads. */
    private void promoteNewest() {
        if (newest.isKnown() && candidate.compareTo(newest, ignoreWriters) < 0) {
            candidate.set(newest.result, newest.timestamp, newest.writerId);
            final ValueBuffer before = value;
            value = newestValue;
            newestValue = before;
        }
        newest.clear();
    }

    /** Where the value of one replica goes. */
    ValueBuffer valueOf(final int replica) {
        keepsValues = true;
        return values[replica];
    }

    void copyValue(final ValueBuffer target, final ReplicaReply reply) {
        final ByteBuffer bytes = reply.bytes();
        target.copyFrom(bytes, reply.valueOffset(), reply.valueLength());
    }

    /** The next number that no outstanding send of this replica has, also where an early one outlasts many later ones. */
    private int freeAttempt(final int replica) {
        int attempt = nextAttempt[replica];
        while (attemptRounds[slotOf(replica, attempt)] != null) {
            attempt = (attempt + 1) & (ATTEMPT_NUMBERS - 1);
        }
        return attempt;
    }

    /** The first sends of all replicas lie side by side, in one line of memory. */
    private static int slotOf(final int replica, final int attempt) {
        return (attempt & (MAX_OUTSTANDING - 1)) * MAX_REPLICAS + replica;
    }
}

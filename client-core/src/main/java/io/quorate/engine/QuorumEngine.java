package io.quorate.engine;

import io.quorate.error.ClientClosedException;
import io.quorate.error.ErrorDetails;
import io.quorate.error.NoNodesException;
import io.quorate.error.QuorateException;
import io.quorate.metrics.ClientListener;
import io.quorate.metrics.ClientMetrics;
import io.quorate.metrics.Counter;
import io.quorate.metrics.Gauges;
import io.quorate.quorum.Consistency;
import io.quorate.quorum.OperationState;
import io.quorate.ring.RingSnapshot;
import io.quorate.time.Env;
import io.quorate.transport.Transport;
import io.quorate.validation.KeyText;
import io.quorate.version.HybridLogicalClock;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator: takes operations, places keys, runs the quorum machines over a transport, and keeps ring and nodes in view.
 *
 * <p><b>Threads.</b> Thread-safe. Nothing blocks, except {@link #close}. Decisions come on the thread of the deciding event.
 *
 * <p><b>Units.</b> {@code Ns} instants and durations are on the clock of the {@link Env}.
 *
 * <p><b>Allocation.</b> None per operation in steady state; failures allocate their exception.
 *
 * <p><b>Guarantee.</b> Every begun operation is decided exactly once, no later than its deadline plus the delay of a timer wake-up.
 */
public final class QuorumEngine {

    /** Code of a get. */
    public static final byte GET = 1;

    /** Code of a put. */
    public static final byte PUT = 2;

    /** Code of a delete. */
    public static final byte DELETE = 3;

    /** Name of no operation: it was decided before it had a slot. */
    public static final long NO_OPERATION = 0;

    /** Code of a read repair, which no caller begins. */
    static final byte REPAIR = 4;

    private static final int REPAIR_SLOTS = 64;
    private static final byte[] NO_BYTES = {};
    private static final int RUNNING = 0;
    private static final int CLOSING = 1;

    /** What an operation is begun for. */
    private enum Intent {
        NEW,
        /** A write under a version that was chosen before. */
        RESUME,
        /** A get that is confirmed whatever the client's level. */
        CONFIRM
    }

    private final EngineConfig config;
    private final Protocol protocol;
    private final Env env;
    private final Transport transport;
    private final ClientMetrics metrics;
    private final GuardedListener listener;
    private final InFlight inFlight;
    private final AtomicInteger lingering = new AtomicInteger();
    private final LingeringTable lingeringTable;
    private final SlotPool slots;
    private final Admission admission;
    private final OperationAccounting accounting;
    private final ReadRepairer repairer;
    private final RingManager rings;
    private final HybridLogicalClock clock;
    private final long writerId;
    private final AtomicLong requestIds;
    private final Burst burst = new Burst();
    private final AtomicInteger phase = new AtomicInteger(RUNNING);
    private volatile @Nullable Topology topology;
    /** Longest deadline that an operation was ever given; how long members that are gone may still be needed. */
    private volatile long longestTimeoutNs;

    private volatile @Nullable Thread timerThread;

    /**
     * Creates an engine; {@link #start} makes it work.
     *
     * @param config checked configuration
     * @param env clocks, randomness and wake-ups; closed with the engine
     * @param transport the network; closed with the engine
     * @param clientListener told of events
     */
    public QuorumEngine(
            final EngineConfig config, final Env env, final Transport transport, final ClientListener clientListener) {
        this(config, env, transport, clientListener, Protocol.QUORATE);
    }

    /**
     * Creates an engine that runs another protocol than Quorate's: for simulations that show what it breaks.
     *
     * @param config checked configuration
     * @param env clocks, randomness and wake-ups; closed with the engine
     * @param transport the network; closed with the engine
     * @param clientListener told of events
     * @param protocol what operations do
     */
    public QuorumEngine(
            final EngineConfig config,
            final Env env,
            final Transport transport,
            final ClientListener clientListener,
            final Protocol protocol) {
        this.config = config;
        this.protocol = protocol;
        this.env = env;
        this.transport = transport;
        final EngineConfig.Limits limits = config.limits();
        this.inFlight = new InFlight(limits.maxInFlight(), limits.maxInFlightBytes());
        this.lingeringTable = new LingeringTable(limits.maxLingering());
        this.slots = new SlotPool(this, limits.maxInFlight() + lingeringTable.capacity() + REPAIR_SLOTS);
        this.admission = new Admission(config);
        this.repairer = new ReadRepairer(this, limits.maxPendingRepairs(), limits.repairsPerSecond());
        this.metrics = new ClientMetrics(new EngineGauges());
        this.listener = new GuardedListener(clientListener, metrics);
        this.rings = new RingManager(this);
        this.writerId = nonZero(env.random());
        this.clock = new HybridLogicalClock(writerId);
        this.longestTimeoutNs = config.timing().requestTimeoutNs();
        this.requestIds = new AtomicLong(env.random());
        this.accounting = new OperationAccounting(env, clock, config.timing().attemptTimeoutNs(), metrics, listener);
    }

    /**
     * Dials the seeds and finds the ring.
     *
     * @param handler told once how it ended
     */
    public void start(final StartHandler handler) {
        env.start(this::onWake);
        rings.start(handler);
    }

    /**
     * Begins an operation.
     *
     * @param operation {@link #GET}, {@link #PUT} or {@link #DELETE}
     * @param key holds the key; copied before this method returns
     * @param keyOffset where the key starts
     * @param keyLength bytes of the key
     * @param value holds the value of a put; copied before this method returns
     * @param valueOffset where the value starts
     * @param valueLength bytes of the value, 0 unless it is a put
     * @param wantPrevious whether a put or delete should bring the previous value
     * @param timeoutNs deadline of the operation, from now
     * @param handler called exactly once, possibly before this method returns
     * @param attachment given to the handler
     * @return name of the operation for {@link #cancel}, or {@link #NO_OPERATION} when it is decided already
     */
    public long begin(
            final byte operation,
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final byte[] value,
            final int valueOffset,
            final int valueLength,
            final boolean wantPrevious,
            final long timeoutNs,
            final DecisionHandler handler,
            final Object attachment) {
        return begin(
                operation,
                Intent.NEW,
                0,
                0,
                key,
                keyOffset,
                keyLength,
                value,
                valueOffset,
                valueLength,
                wantPrevious,
                timeoutNs,
                handler,
                attachment);
    }

    /**
     * Sends a put or delete again whose outcome is not known, under the version that it had: with the same value this is harmless, whatever
     * became of it before.
     *
     * @param operation {@link #PUT} or {@link #DELETE}
     * @param timestamp first half of the version, not 0
     * @param resumedWriterId second half of the version
     * @param key the key; copied before this method returns
     * @param value the same value as before, empty unless it is a put; copied before this method returns
     * @param timeoutNs deadline of the operation, from now
     * @param handler called exactly once, possibly before this method returns
     * @param attachment given to the handler
     * @return name of the operation for {@link #cancel}, or {@link #NO_OPERATION} when it is decided already
     */
    public long resume(
            final byte operation,
            final long timestamp,
            final long resumedWriterId,
            final byte[] key,
            final byte[] value,
            final long timeoutNs,
            final DecisionHandler handler,
            final Object attachment) {
        return begin(
                operation,
                Intent.RESUME,
                timestamp,
                resumedWriterId,
                key,
                0,
                key.length,
                value,
                0,
                value.length,
                false,
                timeoutNs,
                handler,
                attachment);
    }

    /**
     * Begins a get whose answer enough replicas hold, also where the client's level does not ask for that; its view tells the version of
     * a tombstone too.
     *
     * @param key the key; copied before this method returns
     * @param timeoutNs deadline of the operation, from now
     * @param handler called exactly once, possibly before this method returns
     * @param attachment given to the handler
     * @return name of the operation for {@link #cancel}, or {@link #NO_OPERATION} when it is decided already
     */
    public long getConfirmed(
            final byte[] key, final long timeoutNs, final DecisionHandler handler, final Object attachment) {
        return begin(
                GET, Intent.CONFIRM, 0, 0, key, 0, key.length, NO_BYTES, 0, 0, false, timeoutNs, handler, attachment);
    }

    private long begin(
            final byte operation,
            final Intent intent,
            final long givenTimestamp,
            final long givenWriterId,
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final byte[] value,
            final int valueOffset,
            final int valueLength,
            final boolean wantPrevious,
            final long timeoutNs,
            final DecisionHandler handler,
            final Object attachment) {
        final boolean resumed = intent == Intent.RESUME;
        final Topology current = topology;
        QuorateException error =
                admission.invalid(operation, key, keyOffset, keyLength, value, valueOffset, valueLength);
        if (error == null) {
            error = notReady(current);
        }
        if (error != null || current == null) {
            final QuorateException told = Objects.requireNonNull(error);
            return refuse(operation, refusal(told, resumed, givenTimestamp, givenWriterId), handler, attachment);
        }
        final RingSnapshot ring = current.ring();
        final int ringSlot = ring.slotOf(ring.hash(key, keyOffset, keyLength));
        error = admission.tooFewMembers(operation, ring, key, keyOffset, keyLength);
        if (error == null) {
            error = admission.incapable(
                    operation, current, ringSlot, key, keyOffset, keyLength, value, valueOffset, valueLength);
        }
        if (error == null && intent != Intent.NEW) {
            error = admission.withoutWriterIds(operation, current, ringSlot, key, keyOffset, keyLength);
        }
        if (error != null) {
            return refuse(operation, refusal(error, resumed, givenTimestamp, givenWriterId), handler, attachment);
        }
        final boolean isGet = operation == GET;
        // Before anything is taken, because a clock that is out of range throws.
        final boolean stampedLater = config.consistency() == Consistency.LINEARIZABLE && !resumed;
        final long timestamp = resumed ? givenTimestamp : isGet || stampedLater ? 0 : clock.next(env.wallMs());
        final long bytes = (long) keyLength + valueLength;
        if (!inFlight.enter(bytes)) {
            error = Admission.overloaded(inFlight.describe());
            return refuse(operation, refusal(error, resumed, givenTimestamp, givenWriterId), handler, attachment);
        }
        final OperationSlot slot = slots.acquire();
        if (slot == null) {
            inFlight.leave(bytes);
            error = Admission.overloaded("every slot is in use");
            return refuse(operation, refusal(error, resumed, givenTimestamp, givenWriterId), handler, attachment);
        }
        if (timeoutNs > longestTimeoutNs) {
            longestTimeoutNs = timeoutNs;
        }
        final long name = slot.claim();
        final OperationState state = slot.state();
        final int n = ring.replicaCount();
        final long nowNs = env.nowNs();
        prepare(state, n, required(operation, !stampedLater), confirmCount(operation, n), nowNs + timeoutNs);
        if (intent == Intent.CONFIRM) {
            state.confirmAlways();
        } else if (resumed) {
            state.sentBefore();
        }
        slot.request().key(key, keyOffset, keyLength);
        identify(slot.request(), ring.epoch());
        if (!isGet) {
            slot.request().value(value, valueOffset, operation == PUT ? valueLength : 0, operation == DELETE);
            slot.request().wantPrevious(wantPrevious);
            if (!stampedLater) {
                state.version(timestamp, resumed ? givenWriterId : writerId);
            }
        }
        slot.replicas(current, ringSlot);
        slot.answerTo(operation, handler, attachment, bytes);
        accounting.begun(operation);
        slot.begin(isGet ? protocol.get() : stampedLater ? protocol.linearizablePut() : protocol.put(), nowNs);
        if (phase.get() != RUNNING) {
            // Close may have walked the slots before this one was taken.
            slot.closeClient();
        }
        return name;
    }

    /**
     * Says that this thread is about to begin several operations: what they send leaves at {@link #endBurst}, grouped by node, unless
     * an answer that comes earlier makes it leave sooner.
     *
     * @return whether the burst is this thread's, which then must end it soon; false while another thread has one
     */
    public boolean beginBurst() {
        return burst.begin();
    }

    /** Sends what the burst of this thread has held back. */
    public void endBurst() {
        burst.end(this);
    }

    /**
     * Gives up an operation that is not decided yet; it then fails with {@link io.quorate.error.OperationCancelledException}.
     *
     * @param operationName what {@link #begin} returned
     */
    public void cancel(final long operationName) {
        final int index = Correlation.slot(operationName);
        final OperationSlot slot =
                operationName != NO_OPERATION && index < slots.size() ? slots.getIfMade(index) : null;
        if (slot != null) {
            slot.cancel(operationName);
        }
    }

    /**
     * Tells whether the calling thread must not block, because operations need it.
     *
     * @return true on a thread of the transport and on the timer thread
     */
    public boolean onTransportThread() {
        return Thread.currentThread() == timerThread || transport.onTransportThread();
    }

    /**
     * Tells where a key is and why.
     *
     * @param key holds the key
     * @param offset where the key starts
     * @param length bytes of the key
     * @return a snapshot
     * @throws NoNodesException before there is a ring
     */
    public Explanation explain(final byte[] key, final int offset, final int length) {
        final Topology current = topology;
        if (current == null) {
            throw new NoNodesException("there is no ring yet", ErrorDetails.TRANSIENT);
        }
        final RingSnapshot ring = current.ring();
        final long hash = ring.hash(key, offset, length);
        final int slot = ring.slotOf(hash);
        final List<NodeStatus> replicas = new ArrayList<>();
        for (int i = 0; i < ring.replicaCount(); i++) {
            replicas.add(current.node(ring.replica(slot, i)).status(env.nowNs()));
        }
        return new Explanation(
                KeyText.of(key, offset, length), hash, ring.token(slot), ring.epoch(), List.copyOf(replicas));
    }

    /**
     * How every known node looks from here.
     *
     * @return a snapshot, in the order in which nodes became known
     */
    public List<NodeStatus> nodes() {
        final long nowNs = env.nowNs();
        return rings.nodes().stream().map(node -> node.status(nowNs)).toList();
    }

    /**
     * Whether the ring in use can be trusted.
     *
     * @return a snapshot
     */
    public RingHealth ringHealth() {
        return rings.health();
    }

    /**
     * Counters and latencies.
     *
     * @return live view
     */
    public ClientMetrics metrics() {
        return metrics;
    }

    /**
     * Takes no more operations, lets the undecided ones finish for a while, fails the rest, and closes transport and environment.
     *
     * @param drainNs how long undecided operations may still take; blocks no longer than that plus a moment
     */
    public void close(final long drainNs) {
        if (!phase.compareAndSet(RUNNING, CLOSING)) {
            return;
        }
        final Drain drain = new Drain(inFlight, lingering);
        drain.awaitIdle(env, drainNs);
        for (int i = 0; i < slots.size(); i++) {
            final OperationSlot slot = slots.getIfMade(i);
            if (slot != null) {
                slot.closeClient();
            }
        }
        repairer.close();
        rings.close();
        transport.close();
        env.close();
    }

    // ---- inside the engine

    EngineConfig config() {
        return config;
    }

    Env env() {
        return env;
    }

    Transport transport() {
        return transport;
    }

    GuardedListener listener() {
        return listener;
    }

    OperationAccounting accounting() {
        return accounting;
    }

    InFlight inFlight() {
        return inFlight;
    }

    SlotPool slots() {
        return slots;
    }

    RingManager rings() {
        return rings;
    }

    @Nullable
    Topology topology() {
        return topology;
    }

    void publish(final Topology next) {
        topology = next;
    }

    long longestTimeoutNs() {
        return longestTimeoutNs;
    }

    long nowNs() {
        return env.nowNs();
    }

    static String nameOf(final byte operation) {
        return switch (operation) {
            case GET -> "get";
            case PUT -> "put";
            case DELETE -> "delete";
            default -> "repair";
        };
    }

    /** Gives an operation a version above a timestamp, unless clocks are too far apart for the nodes to take it. */
    boolean stamp(final OperationState state, final long aboveTimestamp, final long nodeWallMs) {
        final long wallMs = env.wallMs();
        if (!clock.observe(aboveTimestamp, wallMs)) {
            return false;
        }
        final long timestamp = clock.next(wallMs);
        final long aheadMs = HybridLogicalClock.wallMsOf(timestamp) - nodeWallMs;
        if (nodeWallMs != 0 && aheadMs > HybridLogicalClock.DEFAULT_MAX_AHEAD_MS) {
            return false;
        }
        state.version(timestamp, writerId);
        return true;
    }

    /** Replies or acks that the phase needs which an operation is about to begin. */
    int required(final byte operation, final boolean hasVersion) {
        return operation == GET || !hasVersion ? config.readQuorum() : config.writeQuorum();
    }

    /** Replicas that must hold what a get answers, and the acks that a put needs at last. */
    int confirmCount(final byte operation, final int n) {
        final int readers = config.readQuorum();
        return operation == GET ? protocol.confirmCount().applyAsInt(n, readers) : config.writeQuorum();
    }

    /** Whether an operation that has begun on an older ring can go on with this one. */
    boolean canMove(
            final byte operation,
            final OutgoingRequest request,
            final byte[] key,
            final Topology current,
            final int ringSlot) {
        final byte[] value = request.copyOfValue();
        return admission.tooFewMembers(operation, current.ring(), key, 0, key.length) == null
                && admission.incapable(operation, current, ringSlot, key, 0, key.length, value, 0, value.length)
                        == null;
    }

    /** A ring was published: operations that were refused for their old one can go on. */
    void ringChanged() {
        for (int i = 0; i < slots.size(); i++) {
            final OperationSlot slot = slots.getIfMade(i);
            if (slot != null) {
                slot.ringChanged();
            }
        }
    }

    void handlerFault(final Throwable fault) {
        metrics.increment(Counter.HANDLER_FAULTS);
        fault("the handler of an operation", fault);
    }

    Burst burst() {
        return burst;
    }

    void flush(final Node node) {
        try {
            node.connection().flush();
        } catch (final RuntimeException | Error fault) {
            transportFault("a flush of the transport", fault);
        }
    }

    void transportFault(final String where, final Throwable fault) {
        metrics.increment(Counter.TRANSPORT_FAULTS);
        fault(where, fault);
    }

    void fault(final String where, final Throwable fault) {
        listener.onFault(where, fault);
    }

    /** An operation is decided; it counts as lingering until its last send has ended. */
    void decided() {
        lingering.incrementAndGet();
    }

    /** A decided operation has sends outstanding; the one that has had them for longest may have to give up its late replies. */
    void linger(final long operationName) {
        final long pushedOut = lingeringTable.enter(operationName);
        if (pushedOut != LingeringTable.NONE) {
            slots.get(Correlation.slot(pushedOut)).disown(pushedOut);
        }
    }

    /** The last send of a decided operation has ended. */
    void ended() {
        lingering.decrementAndGet();
    }

    /** The last send of an operation has ended; what it learnt late may call for repair. */
    void retired(final OperationSlot slot, final byte operation, final OperationState state) {
        if (operation == REPAIR) {
            repairer.ended(slot.request().copyOfKey());
        } else if (operation == GET) {
            accounting.retired(slot, state);
            if (isRunning()) {
                repairer.consider(slot, state);
            }
        }
    }

    /** Whether operations are taken. */
    boolean isRunning() {
        return phase.get() == RUNNING;
    }

    /** What every request of a new operation says of its sender. */
    void identify(final OutgoingRequest request, final long ringEpoch) {
        request.identity(ringEpoch, requestIds.getAndIncrement(), writerId);
    }

    /** Makes a slot's state ready for an operation. */
    void prepare(
            final OperationState state, final int n, final int required, final int confirm, final long deadlineNs) {
        final EngineConfig.Timing timing = config.timing();
        state.reset(n, required, confirm, config.consistency() == Consistency.EVENTUAL, env.random());
        state.limits(
                deadlineNs,
                timing.attemptTimeoutNs(),
                timing.maxRetries() + 1,
                timing.backoffBaseNs(),
                timing.backoffCapNs(),
                accounting.medianReplyNs());
    }

    private @Nullable QuorateException notReady(final @Nullable Topology current) {
        if (phase.get() != RUNNING) {
            return new ClientClosedException("the client is closed", ErrorDetails.PERMANENT);
        }
        return current == null ? new NoNodesException("the client is not connected yet", ErrorDetails.TRANSIENT) : null;
    }

    /** What a refused operation fails with: a write that was sent before stays in doubt. */
    private static QuorateException refusal(
            final QuorateException error, final boolean resumed, final long timestamp, final long writerId) {
        return resumed ? Failures.stillOpen(error, new Version(timestamp, writerId)) : error;
    }

    private long refuse(
            final byte operation,
            final QuorateException error,
            final DecisionHandler handler,
            final Object attachment) {
        accounting.refused(operation, error);
        try {
            handler.onDecided(new RefusedView(error), attachment);
        } catch (final RuntimeException | Error fault) {
            handlerFault(fault);
        }
        return NO_OPERATION;
    }

    private void onWake() {
        timerThread = Thread.currentThread();
        try {
            final long nowNs = env.nowNs();
            for (int i = 0; i < slots.size(); i++) {
                final OperationSlot slot = slots.getIfMade(i);
                if (slot != null && slot.isWakeWanted()) {
                    final long wakeNs = slot.wakeNs();
                    if (wakeNs - nowNs <= 0) {
                        slot.tick();
                    } else {
                        env.wakeAt(wakeNs);
                    }
                }
            }
            rings.tick(nowNs);
            repairer.run(nowNs);
        } catch (final RuntimeException | Error fault) {
            fault("the timer", fault);
        } finally {
            timerThread = null;
        }
    }

    private static long nonZero(final long random) {
        return random == 0 ? 1 : random;
    }

    /** What the metrics read live. */
    private final class EngineGauges implements Gauges {

        @Override
        public int inFlight() {
            return inFlight.operations();
        }

        @Override
        public long inFlightBytes() {
            return inFlight.bytes();
        }

        @Override
        public int lingering() {
            return lingering.get();
        }

        @Override
        public int pendingRepairs() {
            return repairer.size();
        }
    }
}

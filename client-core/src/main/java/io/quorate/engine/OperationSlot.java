package io.quorate.engine;

import io.quorate.metrics.Counter;
import io.quorate.quorum.Decision;
import io.quorate.quorum.Effects;
import io.quorate.quorum.GetMachine;
import io.quorate.quorum.OperationState;
import io.quorate.quorum.QuorumMachine;
import io.quorate.ring.RingSnapshot;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Drives one operation at a time: brings its events to the machine one by one, and does what the machine wants done.
 *
 * <p><b>Threads.</b> Events may come on any thread and are never waited for.
 *
 * <p><b>Allocation.</b> None in steady state.
 */
final class OperationSlot implements Effects {

    /*
     * Events. Every send has a cell. Its end is claimed by a compare-and-set of the correlation id that the cell expects, so that a
     * duplicate, a stray, and the callback that loses against disowning do nothing. The claimer then either becomes the drainer and
     * brings the event to the machine at once, or parks it in the cell and sets the cell's bit in `events`. One word holds these bits and
     * DRAINED, so that nobody can set a bit between the drainer's last look and its going: whoever sets DRAINED drains, and can take it
     * away only while there is no other bit.
     *
     * Fences. They are what an operation's time goes to once nothing allocates, so that a field is written with release wherever an atomic
     * step, by which others come to look at it, follows anyway. Only the wish to be woken up is a volatile write: the clock's thread
     * first gives up its instant and then looks for wishes, a slot first wishes and then looks at the instant.
     *
     * Reuse. A slot returns to the pool only when its operation has retired, that is when no cell expects anything. Correlation ids
     * carry a generation, so what arrives for an earlier operation is not claimed. A tick or cancel for an earlier operation may reach
     * a later one: a tick is harmless at any time, the others compare the generation.
     */
    private static final VarHandle EVENTS;
    private static final VarHandle GENERATION;
    private static final VarHandle WAKE_WANTED;
    private static final VarHandle WAKE_NS;
    private static final VarHandle CANCEL_GENERATION;
    private static final VarHandle DISOWN_GENERATION;
    private static final VarHandle EXPECTED = MethodHandles.arrayElementVarHandle(long[].class);

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            EVENTS = lookup.findVarHandle(OperationSlot.class, "events", long.class);
            GENERATION = lookup.findVarHandle(OperationSlot.class, "generation", int.class);
            WAKE_WANTED = lookup.findVarHandle(OperationSlot.class, "wakeWanted", boolean.class);
            WAKE_NS = lookup.findVarHandle(OperationSlot.class, "wakeNs", long.class);
            CANCEL_GENERATION = lookup.findVarHandle(OperationSlot.class, "cancelGeneration", int.class);
            DISOWN_GENERATION = lookup.findVarHandle(OperationSlot.class, "disownGeneration", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int CELLS = OperationState.MAX_REPLICAS * OperationState.MAX_OUTSTANDING;
    private static final long TICK = 1L << CELLS;
    private static final long CANCEL = 1L << (CELLS + 1);
    private static final long CLOSE = 1L << (CELLS + 2);
    private static final long DISOWN = 1L << (CELLS + 3);
    private static final long RING = 1L << (CELLS + 4);
    private static final long DRAINED = 1L << (CELLS + 5);
    private static final long CELL_EVENTS = TICK - 1;
    private static final long NOTHING_EXPECTED = 0;
    private static final int NO_CELL = -1;
    /** Slots that are in use at a usual load may keep larger buffers than those that only a burst needs, of which there may be many. */
    private static final int USUAL_SLOTS = 256;

    private static final int KEPT_BYTES_USUALLY = 64 * 1024;
    private static final int KEPT_BYTES_AFTER_BURST = 2 * 1024;
    private static final String FOREIGN_STORE = "its answer came from a store that is not known to be this member's";
    private static final String SHARED_STORE = "its answer came from the store of another replica, which has one vote";
    private static final String NOT_TAKEN = "this client could not take its answer, for example for want of memory";
    private static final String EVENT = "an event of an operation";
    private static final String TRANSPORT = "a call of the transport";

    final int index;
    /** Link of the pool's free list; belongs to the pool while the slot is free, and is published by the pool's head. */
    int nextFree;

    private final QuorumEngine engine;
    private final OperationState state = new OperationState();
    private final OutgoingRequest request = new OutgoingRequest(state);
    private final DecisionView view = new DecisionView(this, state);
    private final ReplyCell[] cells = new ReplyCell[CELLS];
    private final long[] expected = new long[CELLS];
    private final int[] attemptOf = new int[CELLS];
    private final byte[] kindOf = new byte[CELLS];
    private final long[] sentNs = new long[CELLS];
    private final Node[] nodes = new Node[OperationState.MAX_REPLICAS];
    private final FormerNodes formerNodes = new FormerNodes(CELLS);
    private final @Nullable ReplyTrace trace;
    private final int[] lastCode = new int[OperationState.MAX_REPLICAS];
    private final int[] lastFate = new int[OperationState.MAX_REPLICAS];
    /** A bit per replica to which something was sent, or may have been, that failed. */
    private int failedOutside;

    private final @Nullable String[] lastDetail = new String[OperationState.MAX_REPLICAS];

    /** What has happened and was not brought to the machine yet, and {@link #DRAINED}. */
    private volatile long events;

    private volatile int generation = 1;
    private volatile int cancelGeneration;
    private volatile int disownGeneration;
    private volatile boolean wakeWanted;
    private volatile long wakeNs;

    private boolean active;
    private boolean lingering;
    private byte operation;
    private QuorumMachine machine = GetMachine.INSTANCE;
    private int replicaCount;
    /** Most replicas of all rings that this operation has met. */
    private int widestReplicaCount;

    private long beginNs;
    private long accountedBytes;
    private @Nullable DecisionHandler handler;
    private @Nullable Object attachment;
    /** Replicas to which something was sent since the last flush, a bit each. */
    private int touched;

    /** How often something was. */
    private int sentCount;

    /** Cells that this operation has sent by, a bit each. */
    private long usedCells;
    /** Cells that held an answer of this operation, a bit each. */
    private long parkedCells;

    OperationSlot(final QuorumEngine engine, final int index) {
        this.engine = engine;
        this.index = index;
        this.trace = engine.listener().hearsReplies() ? new ReplyTrace(engine.listener()) : null;
    }

    // ---- begin

    /** Waits out a drainer that came for nothing, and returns the name of the operation to be. */
    long claim() {
        while (!becomeDrainer()) {
            Thread.onSpinWait();
        }
        active = true;
        return Correlation.operation(generation, index);
    }

    /** The state, to be filled between {@link #claim} and {@link #begin}. */
    OperationState state() {
        return state;
    }

    void replicas(final Topology topology, final int ringSlot) {
        final RingSnapshot ring = topology.ring();
        replicaCount = ring.replicaCount();
        failedOutside = 0;
        widestReplicaCount = Math.max(widestReplicaCount, replicaCount);
        for (int i = 0; i < replicaCount; i++) {
            final int nodeIndex = ring.replica(ringSlot, i);
            final Node node = topology.node(nodeIndex);
            nodes[i] = node;
            lastCode[i] = ReplicaListener.CODE_UNKNOWN;
            lastFate[i] = 0;
            lastDetail[i] = null;
            final long capabilities = node.capabilities(topology.quorate());
            state.replica(
                    i,
                    nodeIndex,
                    Capabilities.has(capabilities, Capabilities.WRITER_ID),
                    Capabilities.has(capabilities, Capabilities.OWN_TIMESTAMPS),
                    node.isSick());
        }
    }

    /** What is sent, to be filled between {@link #claim} and {@link #begin}. */
    OutgoingRequest request() {
        return request;
    }

    void answerTo(
            final byte newOperation,
            final @Nullable DecisionHandler newHandler,
            final @Nullable Object newAttachment,
            final long newAccountedBytes) {
        operation = newOperation;
        handler = newHandler;
        attachment = newAttachment;
        accountedBytes = newAccountedBytes;
        lingering = false;
        touched = 0;
        if (trace != null) {
            trace.begin(newOperation);
        }
    }

    void begin(final QuorumMachine newMachine, final long nowNs) {
        machine = newMachine;
        beginNs = nowNs;
        state.nowNs(nowNs);
        try {
            machine.begin(state, this);
            afterEvent();
        } catch (final RuntimeException | Error fault) {
            engine.fault(EVENT, fault);
        }
        drain();
    }

    // ---- events, from any thread

    /** Returns false for a stray. */
    boolean onReply(final long correlationId, final ReplicaReply reply) {
        if (!isWellFormed(reply)) {
            return onFailure(
                    correlationId,
                    ReplicaListener.MAYBE_APPLIED,
                    ReplicaListener.CODE_PROTOCOL,
                    "its reply claims a value that is not there");
        }
        final int cell = claimCell(correlationId);
        if (cell == NO_CELL) {
            return false;
        }
        if (becomeDrainer()) {
            try {
                state.nowNs(engine.nowNs());
                bringReply(cell, reply);
                afterEvent();
            } catch (final RuntimeException | Error fault) {
                engine.fault(EVENT, fault);
            }
            drain();
        } else {
            park(cell, reply);
            post(1L << cell);
        }
        return true;
    }

    private void park(final int cell, final ReplicaReply reply) {
        try {
            cells[cell].reply(reply);
        } catch (final RuntimeException | Error fault) {
            engine.fault(EVENT, fault);
            cells[cell].failure(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_UNKNOWN, NOT_TAKEN);
        }
    }

    /** Returns false for a stray. */
    boolean onFailure(final long correlationId, final int fate, final int code, final @Nullable String detail) {
        final int cell = claimCell(correlationId);
        if (cell == NO_CELL) {
            return false;
        }
        cells[cell].failure(fate, code, detail);
        post(1L << cell);
        return true;
    }

    /** Makes the caller the one who ends a send; of a send that has ended already, or never was, there is no cell. */
    private int claimCell(final long correlationId) {
        final int cell = cellOf(correlationId);
        if (cell < CELLS && EXPECTED.compareAndSet(expected, cell, correlationId, NOTHING_EXPECTED)) {
            return cell;
        }
        engine.metrics().increment(Counter.STRAY_REPLIES);
        return NO_CELL;
    }

    private static boolean isWellFormed(final ReplicaReply reply) {
        final int offset = reply.valueOffset();
        final int length = reply.valueLength();
        return offset >= 0 && length >= 0 && length <= reply.bytes().limit() - offset;
    }

    /** Whether {@link #wakeNs()} means anything. */
    boolean isWakeWanted() {
        return wakeWanted;
    }

    long wakeNs() {
        return wakeNs;
    }

    void tick() {
        post(TICK);
    }

    void cancel(final long operationName) {
        final int named = generationOf(operationName);
        if (named != 0 && advance(CANCEL_GENERATION, named)) {
            post(CANCEL);
        }
    }

    void closeClient() {
        post(CLOSE);
    }

    /** There is another ring; an operation that was refused for its old one moves to it. */
    void ringChanged() {
        post(RING);
    }

    void disown(final long operationName) {
        final int named = generationOf(operationName);
        if (named != 0 && advance(DISOWN_GENERATION, named)) {
            post(DISOWN);
        }
    }

    /** Names a generation, unless a later one was named in between, which must not be lost. */
    private boolean advance(final VarHandle field, final int named) {
        while (true) {
            final int before = (int) field.getVolatile(this);
            if (before - named > 0) {
                return false;
            }
            if (field.compareAndSet(this, before, named)) {
                return true;
            }
        }
    }

    private int generationOf(final long operationName) {
        final int current = generation;
        return Correlation.operation(current, index) == operationName ? current : 0;
    }

    private void post(final long event) {
        final long before = (long) EVENTS.getAndBitwiseOr(this, event | DRAINED);
        if ((before & DRAINED) == 0) {
            drain();
        }
    }

    /** Takes the slot if nobody has it, which then has no event either. */
    private boolean becomeDrainer() {
        return events == 0 && EVENTS.compareAndSet(this, 0L, DRAINED);
    }

    /** Notes an event for this drainer itself. */
    private void postToSelf(final int cell) {
        EVENTS.getAndBitwiseOr(this, 1L << cell);
    }

    // ---- the drainer, one thread at a time

    private void drain() {
        boolean finished = false;
        do {
            while (events != DRAINED) {
                final long taken = (long) EVENTS.getAndSet(this, DRAINED) & ~DRAINED;
                if (active) {
                    bringSafely(taken);
                }
            }
            if (active && state.isRetired()) {
                finish();
                finished = true;
            }
        } while (!EVENTS.compareAndSet(this, DRAINED, 0L));
        if (finished) {
            engine.slots().release(this);
        }
    }

    /** What a broken transport or clock throws must not leave the slot to a drainer that is gone; the deadline still decides. */
    private void bringSafely(final long taken) {
        try {
            state.nowNs(engine.nowNs());
            bring(taken);
        } catch (final RuntimeException | Error fault) {
            engine.fault(EVENT, fault);
            if (wakeWanted) {
                engine.env().wakeAt(wakeNs);
            }
        }
    }

    private void bring(final long taken) {
        long rest = taken & CELL_EVENTS;
        parkedCells |= rest;
        noteHarmless(rest);
        while (rest != 0) {
            final int cell = Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
            if (cells[cell].isFailure()) {
                bringFailure(cell, cells[cell].fate(), cells[cell].code(), cells[cell].detail());
            } else {
                bringReply(cell, cells[cell]);
            }
        }
        if ((taken & DISOWN) != 0 && disownGeneration == generation) {
            disownAll();
        }
        if (!state.isRetired() && (taken & CANCEL) != 0 && cancelGeneration == generation) {
            state.abandon(Decision.CANCELLED, this);
        }
        if (!state.isRetired() && (taken & CLOSE) != 0) {
            state.abandon(Decision.CLOSED, this);
        }
        if (!state.isRetired() && (taken & TICK) != 0) {
            WAKE_WANTED.setRelease(this, false);
            machine.onTick(state, this);
        }
        if (state.awaitsRing()) {
            moveToNewerRing();
        }
        afterEvent();
    }

    /** Begins the phases anew on the newest ring, unless that is the one that was refused. */
    private void moveToNewerRing() {
        final Topology current = engine.topology();
        if (current == null || current.ring().epoch() <= request.ringEpoch()) {
            return;
        }
        flushTouched();
        final RingSnapshot ring = current.ring();
        final byte[] key = request.copyOfKey();
        final int ringSlot = ring.slotOf(ring.hash(key, 0, key.length));
        if (!engine.canMove(operation, request, key, current, ringSlot)) {
            state.abandon(Decision.REPLICAS, this);
            return;
        }
        engine.metrics().increment(Counter.EPOCH_RESTARTS);
        formerNodes.keep(nodes, usedCells);
        final int n = ring.replicaCount();
        state.restart(n, engine.required(operation, state.hasVersion()), engine.confirmCount(operation, n));
        request.restart(ring.epoch());
        replicas(current, ringSlot);
        machine.onRing(state, this);
    }

    private void noteHarmless(final long cellEvents) {
        long rest = cellEvents;
        while (rest != 0) {
            final int cell = Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
            if (cells[cell].isFailure() && cells[cell].fate() != ReplicaListener.MAYBE_APPLIED) {
                state.surelyNotApplied(replicaOf(cell), attemptOf[cell]);
            }
        }
    }

    private void bringReply(final int cell, final ReplicaReply reply) {
        final int replica = replicaOf(cell);
        final Node node = formerNodes.of(cell, nodes[replica]);
        final long high = reply.incarnationHigh();
        final long low = reply.incarnationLow();
        final boolean foreign = !node.isItsStore(high, low);
        if (foreign || (!formerNodes.isFormer(cell) && !state.admitVote(replica, high, low))) {
            engine.metrics().increment(Counter.FOREIGN_REPLIES);
            final String detail = foreign ? FOREIGN_STORE : SHARED_STORE;
            bringFailure(cell, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_PROTOCOL, detail);
            return;
        }
        try {
            state.reserve(replica, reply.valueLength());
        } catch (final OutOfMemoryError fault) {
            engine.fault(EVENT, fault);
            bringFailure(cell, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_UNKNOWN, NOT_TAKEN);
            return;
        }
        engine.accounting()
                .replied(node, kindOf[cell], operation, state, sentNs[cell], reply, state.sends(replica) > 1);
        if (trace != null) {
            trace.replied(node, kindOf[cell], state.nowNs() - sentNs[cell], elapsedNs());
        }
        machine.onReply(state, replica, attemptOf[cell], reply, this);
    }

    private void bringFailure(final int cell, final int fate, final int code, final @Nullable String detail) {
        final int replica = replicaOf(cell);
        if (!formerNodes.isFormer(cell)) {
            lastFate[replica] = fate;
            failedOutside |= fate == ReplicaListener.NOT_SENT ? 0 : 1 << replica;
            lastCode[replica] = code;
            lastDetail[replica] = detail;
        }
        final Node node = formerNodes.of(cell, nodes[replica]);
        engine.accounting().failed(node, operation, sentNs[cell], state.nowNs(), fate, code, detail);
        if (trace != null) {
            trace.failed(node, kindOf[cell], code);
        }
        machine.onFailure(state, replica, attemptOf[cell], fate, this);
    }

    /** Gives up the late replies: sends whose callback is on its way already are left to it. */
    private void disownAll() {
        boolean any = false;
        for (int cell = 0; cell < CELLS; cell++) {
            final long awaited = (long) EXPECTED.getVolatile(expected, cell);
            if (awaited != NOTHING_EXPECTED
                    && EXPECTED.compareAndSet(expected, cell, awaited, NOTHING_EXPECTED)
                    && !state.isRetired()) {
                any = true;
                machine.onFailure(state, replicaOf(cell), attemptOf[cell], ReplicaListener.MAYBE_APPLIED, this);
            }
        }
        if (any) {
            engine.metrics().increment(Counter.DISOWNED);
            if (trace != null) {
                trace.disowned();
            }
        }
    }

    private void afterEvent() {
        flushTouched();
        if (!lingering && state.decision() != Decision.NONE && !state.isRetired()) {
            lingering = true;
            engine.linger(Correlation.operation(generation, index));
        }
    }

    private void flushTouched() {
        int rest = touched;
        if (rest == 0) {
            return;
        }
        touched = 0;
        engine.metrics().add(Counter.SENDS, sentCount);
        sentCount = 0;
        final boolean burst = engine.burst().isMine();
        while (rest != 0) {
            final int replica = Integer.numberOfTrailingZeros(rest);
            rest &= rest - 1;
            if (burst) {
                engine.burst().hold(nodes[replica]);
            } else {
                engine.flush(nodes[replica]);
            }
        }
    }

    private void finish() {
        if (trace != null) {
            // Before it leaves those that linger, so that a client which has drained them has told of all.
            trace.ended();
        }
        engine.ended();
        try {
            engine.retired(this, operation, state);
        } catch (final RuntimeException | Error fault) {
            engine.fault(EVENT, fault);
        }
        active = false;
        WAKE_WANTED.setRelease(this, false);
        GENERATION.setRelease(this, generation == Integer.MAX_VALUE ? 1 : generation + 1);
        handler = null;
        attachment = null;
        view.clear();
        Arrays.fill(nodes, 0, widestReplicaCount, null);
        Arrays.fill(lastDetail, 0, widestReplicaCount, null);
        formerNodes.clear();
        final int keptBytes = index < USUAL_SLOTS ? KEPT_BYTES_USUALLY : KEPT_BYTES_AFTER_BURST;
        state.release(keptBytes);
        request.release(keptBytes);
        for (long rest = parkedCells; rest != 0; rest &= rest - 1) {
            cells[Long.numberOfTrailingZeros(rest)].release(keptBytes);
        }
        parkedCells = 0;
        usedCells = 0;
        widestReplicaCount = 0;
    }

    // ---- Effects

    @Override
    public void send(final int replica, final int attempt, final byte kind, final long deadlineNs) {
        final long correlationId = Correlation.of(generation, index, replica, attempt);
        final int cell = cellOf(correlationId);
        if (cells[cell] == null) {
            cells[cell] = new ReplyCell();
        }
        usedCells |= 1L << cell;
        attemptOf[cell] = attempt;
        kindOf[cell] = kind;
        sentNs[cell] = state.nowNs();
        formerNodes.reuse(cell);
        try {
            request.kind(kind);
        } catch (final OutOfMemoryError fault) {
            engine.fault(EVENT, fault);
            cells[cell].failure(ReplicaListener.NOT_SENT, ReplicaListener.CODE_UNKNOWN, fault.toString());
            postToSelf(cell);
            return;
        }
        EXPECTED.setRelease(expected, cell, correlationId);
        final int result;
        try {
            result = nodes[replica].send(correlationId, request, deadlineNs);
        } catch (final RuntimeException | Error fault) {
            engine.transportFault(TRANSPORT, fault);
            if (EXPECTED.compareAndSet(expected, cell, correlationId, NOTHING_EXPECTED)) {
                cells[cell].failure(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_UNKNOWN, fault.toString());
                postToSelf(cell);
            }
            return;
        }
        if (result == ReplicaConnection.ACCEPTED) {
            engine.accounting().sent(nodes[replica], kind, operation, state.sends(replica), request);
            touched |= 1 << replica;
            sentCount++;
            return;
        }
        EXPECTED.setRelease(expected, cell, NOTHING_EXPECTED);
        notSent(cell, nodes[replica], result);
        postToSelf(cell);
    }

    private void notSent(final int cell, final Node node, final int result) {
        switch (result) {
            case ReplicaConnection.BACK_PRESSURED -> {
                engine.metrics().increment(Counter.BACK_PRESSURED);
                cells[cell].failure(ReplicaListener.NOT_SENT, ReplicaListener.CODE_OVERLOADED, "connection is full");
            }
            case ReplicaConnection.CLOSED ->
                cells[cell].failure(ReplicaListener.NOT_SENT, ReplicaListener.CODE_CLOSED, "connection is closed");
            default -> {
                engine.metrics().increment(Counter.NOT_CONNECTED);
                cells[cell].failure(ReplicaListener.NOT_SENT, ReplicaListener.CODE_DISCONNECTED, node.lastProblem());
            }
        }
    }

    @Override
    public void wakeAt(final long atNs) {
        if (!wakeWanted || atNs - wakeNs < 0) {
            WAKE_NS.setRelease(this, atNs);
            wakeWanted = true;
            engine.env().wakeAt(atNs);
        }
    }

    @Override
    public boolean stamp(final long aboveTimestamp, final long nodeWallMs) {
        return engine.stamp(state, aboveTimestamp, nodeWallMs);
    }

    @Override
    public void decide(final int decision) {
        WAKE_WANTED.setRelease(this, false);
        // Before it leaves the undecided, so that whoever drains never sees it in neither count.
        engine.decided();
        if (trace != null) {
            trace.decided(decision);
        }
        final DecisionHandler answered = handler;
        if (answered == null) {
            return;
        }
        engine.inFlight().leave(accountedBytes);
        try {
            engine.accounting().decided(operation, decision, state, view, elapsedNs());
        } catch (final RuntimeException | Error fault) {
            engine.fault(EVENT, fault);
        }
        try {
            answered.onDecided(view, Objects.requireNonNull(attachment));
        } catch (final RuntimeException | Error fault) {
            engine.handlerFault(fault);
        }
    }

    @Override
    public void retire() {
        // The drainer sees it in the state, after the machine has returned.
    }

    /** The first sends of all replicas lie side by side: most operations have no others, and touch one line of memory of each array. */
    private static int cellOf(final long correlationId) {
        return (Correlation.attempt(correlationId) & (OperationState.MAX_OUTSTANDING - 1)) * OperationState.MAX_REPLICAS
                + Correlation.replica(correlationId);
    }

    static int replicaOf(final int cell) {
        return cell % OperationState.MAX_REPLICAS;
    }

    // ---- for errors and repairs

    int replicaCount() {
        return replicaCount;
    }

    Node node(final int replica) {
        return nodes[replica];
    }

    /** The nodes of some replicas, a bit each. */
    List<Node> nodes(final int replicas) {
        final List<Node> chosen = new ArrayList<>(replicaCount);
        for (int i = 0; i < replicaCount; i++) {
            if ((replicas & (1 << i)) != 0) {
                chosen.add(nodes[i]);
            }
        }
        return chosen;
    }

    int lastFate(final int replica) {
        return lastFate[replica];
    }

    /** Whether every send to a replica that has failed never left this process. */
    boolean failedHereOnly(final int replica) {
        return lastFate[replica] != 0 && (failedOutside & 1 << replica) == 0;
    }

    int lastCode(final int replica) {
        return lastCode[replica];
    }

    @Nullable
    String lastDetail(final int replica) {
        return lastDetail[replica];
    }

    byte operation() {
        return operation;
    }

    long elapsedNs() {
        return state.nowNs() - beginNs;
    }
}

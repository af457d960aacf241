package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The operations under way: as many slots as the in-flight cap allows.
 *
 * <p><b>Threads.</b> The pacer takes slots, any thread gives them back. <b>Allocation.</b> None after creation.
 *
 * <p>Free slots are a stack of indices. Only one thread pops, so that the head that it has read cannot leave and come back in between:
 * a compare-and-set of the head suffices.
 */
final class SlotPool {

    private static final int EMPTY = -1;

    /** How long to wait for an operation that has ended and is about to be recorded, which takes moments. */
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long SETTLE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final NanoClock clock;
    private final OperationCheck check;
    private final RunRecorder recorder;
    private final OperationSlot[] slots;
    private final AtomicIntegerArray below;
    private final AtomicInteger head = new AtomicInteger(EMPTY);
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile @Nullable Thread waiter;
    private volatile long windowEndNs;

    SlotPool(
            final LoadPlan plan,
            final Target target,
            final OperationCheck check,
            final RunRecorder recorder,
            final NanoClock clock) {
        this(plan, 0, target, check, recorder, clock);
    }

    /** The part of a load's slots that one pacer has. */
    SlotPool(
            final LoadPlan plan,
            final int pacer,
            final Target target,
            final OperationCheck check,
            final RunRecorder recorder,
            final NanoClock clock) {
        this.check = check;
        this.clock = clock;
        this.recorder = recorder;
        this.slots = new OperationSlot[plan.capOf(pacer)];
        this.below = new AtomicIntegerArray(slots.length);
        for (int i = slots.length - 1; i >= 0; i--) {
            slots[i] = new OperationSlot(this, i, plan.workload().newOperation(), target);
            push(i);
        }
    }

    /** Says when the last arrival can be; before anything is sent. */
    void windowEndNs(final long newWindowEndNs) {
        windowEndNs = newWindowEndNs;
    }

    /** A free slot, which counts as in flight from now on; null if the cap is reached. */
    @Nullable
    OperationSlot take() {
        while (true) {
            final int top = head.get();
            if (top == EMPTY) {
                return null;
            }
            if (head.compareAndSet(top, below.get(top))) {
                inFlight.incrementAndGet();
                return slots[top];
            }
        }
    }

    /** Whether {@link #take} would find a slot. By the thread that takes. */
    boolean hasRoom() {
        return head.get() != EMPTY;
    }

    /**
     * When the operation ended that made room first, of those whose slots have not been taken since. By the thread that takes, while there is
     * room: what lies in the stack stays where it is then, and the lowest came first.
     */
    long roomSinceNs() {
        int first = head.get();
        for (int next = below.get(first); next != EMPTY; next = below.get(next)) {
            first = next;
        }
        return slots[first].endNs();
    }

    OperationCheck check() {
        return check;
    }

    long nanoTime() {
        return clock.nanoTime();
    }

    int capacity() {
        return slots.length;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Waits until an operation ends, or for the given time. May return early. */
    void awaitEnd(final int inFlightSeen, final long maxNs) {
        waiter = Thread.currentThread();
        // Whoever ends an operation after this look sees the waiter.
        if (inFlight.get() >= inFlightSeen) {
            LockSupport.parkNanos(this, maxNs);
        }
        waiter = null;
    }

    void ended(final OperationSlot slot, final Outcome outcome, final @Nullable String message, final long endNs) {
        if (slot.measured()) {
            final OperationType type = slot.plan().type();
            recorder.record(type, outcome, endNs - slot.intendedNs(), endNs - slot.sentNs(), endNs - windowEndNs <= 0);
            if (message != null) {
                recorder.example(type, outcome, message);
            }
        }
        slot.endNs(endNs);
        push(slot.number());
        inFlight.decrementAndGet();
        final Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /**
     * Records what is still under way as unfinished; what ends from now on is not recorded any more. What has ended by now is recorded when this
     * returns.
     */
    void abandonAll() {
        int abandoned = abandon();
        // A slot that is neither free nor given up belongs to a thread that is about to record its operation, or to
        // send its next step.
        final long settledNs = clock.nanoTime() + SETTLE_NS;
        while (inFlight.get() > abandoned && clock.nanoTime() - settledNs < 0) {
            awaitEnd(abandoned + 1, SETTLE_PARK_NS);
            abandoned += abandon();
        }
    }

    /** How many it found under way. */
    private int abandon() {
        int abandoned = 0;
        for (final OperationSlot slot : slots) {
            if (slot.abandon()) {
                abandoned++;
                if (slot.measured()) {
                    final long nowNs = clock.nanoTime();
                    recorder.record(
                            slot.plan().type(),
                            Outcome.UNFINISHED,
                            nowNs - slot.intendedNs(),
                            nowNs - slot.sentNs(),
                            false);
                }
            }
        }
        return abandoned;
    }

    private void push(final int number) {
        int top;
        do {
            top = head.get();
            below.set(number, top);
        } while (!head.compareAndSet(top, number));
    }
}

package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Room for one operation under way, used again and again.
 *
 * <p><b>Threads.</b> The pacer owns it until {@link #begin}; then whoever moves the state out of {@code UNDER_WAY} does: the thread that
 * completes the operation, or the one that gives up waiting for it. That happens once, so every operation is recorded once.
 */
final class OperationSlot implements Target.Completion {

    private static final VarHandle STATE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "state", VarHandle.class, OperationSlot.class, int.class);
    private static final int IDLE = 0;
    private static final int UNDER_WAY = 1;

    /** A request of it has ended; what is next is for the thread that ended it to say. */
    private static final int ENDING = 2;

    private final SlotPool pool;
    private final int number;
    private final PlannedOperation plan;
    private final Target.Call call;
    private long intendedNs;
    private long sentNs;
    private boolean measured;
    private long endNs;
    private long token;

    @SuppressWarnings("unused") // through STATE
    private volatile int state;

    OperationSlot(final SlotPool pool, final int number, final PlannedOperation plan, final Target target) {
        this.pool = pool;
        this.number = number;
        this.plan = plan;
        this.call = target.newCall(this);
    }

    int number() {
        return number;
    }

    PlannedOperation plan() {
        return plan;
    }

    long intendedNs() {
        return intendedNs;
    }

    long sentNs() {
        return sentNs;
    }

    boolean measured() {
        return measured;
    }

    /** When its last operation ended; for whoever takes the slot after it has come back. */
    long endNs() {
        return endNs;
    }

    void endNs(final long newEndNs) {
        endNs = newEndNs;
    }

    /** Sends what is planned. */
    void begin(final long newIntendedNs, final long newSentNs, final boolean newMeasured) {
        intendedNs = newIntendedNs;
        sentNs = newSentNs;
        measured = newMeasured;
        STATE.setRelease(this, UNDER_WAY);
        request(newSentNs);
    }

    private void request(final long nowNs) {
        token = pool.check().begin(plan, nowNs);
        try {
            call.begin(plan);
        } catch (final RuntimeException fault) {
            onDone(Outcome.FAULT, fault.toString());
        }
    }

    @Override
    public void onValue(final ByteBuffer source, final int offset, final int length) {
        if (state == UNDER_WAY) {
            pool.check().onValue(plan, token, source, offset, length);
        }
    }

    @Override
    public void onDone(final Outcome outcome, final @Nullable String message) {
        if (!STATE.compareAndSet(this, UNDER_WAY, ENDING)) {
            return;
        }
        final long nowNs = pool.nanoTime();
        pool.check().onEnd(plan, token, outcome, nowNs);
        if (outcome.isSuccess() && plan.nextStep()) {
            STATE.setRelease(this, UNDER_WAY);
            request(nowNs);
        } else {
            STATE.setRelease(this, IDLE);
            pool.ended(this, outcome, message, nowNs);
        }
    }

    /** Gives up waiting for its operation; false if there is none or it has just ended. */
    boolean abandon() {
        return STATE.compareAndSet(this, UNDER_WAY, IDLE);
    }
}

package io.quorate;

import io.quorate.engine.DecisionHandler;
import io.quorate.engine.OperationView;
import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.metrics.OperationKind;
import io.quorate.validation.KeyText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs one operation per key, a bounded number at a time, and collects a result or an error of each.
 *
 * <p><b>Threads.</b> Begun on the caller's thread; whatever thread brings a decision begins the next operation.
 *
 * <p><b>Guarantee.</b> Ends by the deadline: each operation gets what is left of it, and those for which nothing is left fail unbegun.
 *
 * @param <T> what one key yields
 * @param <R> what all together yield
 */
final class Batch<T, R> extends CallFuture<R> {

    private static final DecisionHandler HANDLER = (view, attachment) -> ((Batch<?, ?>.Item) attachment).decided(view);

    private final Calls calls;
    private final OperationKind kind;
    private final List<byte[]> keys;
    private final List<byte[]> values;
    private final boolean wantPrevious;
    private final ResultReader<T> reader;
    private final Function<List<KeyResult<T>>, R> assemble;
    private final long deadlineNs;
    private final long timeoutNs;

    private final AtomicReferenceArray<@Nullable KeyResult<T>> results;
    private final AtomicLongArray tokens;
    private final AtomicInteger undecided;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger pumps = new AtomicInteger();
    private volatile int begun;
    private volatile boolean aborted;
    /** Who begins operations in a burst just now; of whoever pumps. */
    private volatile @Nullable Thread bursting;

    private volatile boolean finishDue;

    /**
     * Creates a batch that {@link #start} begins.
     *
     * @param values one per key, or empty
     */
    Batch(
            final Calls calls,
            final OperationKind kind,
            final List<byte[]> keys,
            final List<byte[]> values,
            final ResultReader<T> reader,
            final CallOptions options,
            final @Nullable Executor executor,
            final Function<List<KeyResult<T>>, R> assemble) {
        super(executor, calls.faults());
        this.calls = calls;
        this.kind = kind;
        this.keys = keys;
        this.values = values;
        this.reader = reader;
        this.wantPrevious = Calls.wantsPrevious(kind, options);
        this.assemble = assemble;
        this.timeoutNs = calls.timeoutNs(options);
        this.deadlineNs = calls.env().nowNs() + timeoutNs;
        this.results = new AtomicReferenceArray<>(keys.size());
        this.tokens = new AtomicLongArray(keys.size());
        this.undecided = new AtomicInteger(keys.size());
    }

    Batch<T, R> start() {
        if (keys.isEmpty()) {
            finish();
        } else {
            pump();
        }
        return this;
    }

    @Override
    void abort() {
        aborted = true;
        for (int i = 0; i < begun; i++) {
            if (results.get(i) == null) {
                calls.engine().cancel(tokens.get(i));
            }
        }
        pump();
    }

    /** Begins what may be begun. Whoever comes while another is at it leaves the work to that one, so that nothing recurses. */
    private void pump() {
        if (pumps.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            beginAsManyAsMayBe();
            seen = pumps.addAndGet(-seen);
        } while (seen != 0);
    }

    /** In a burst, so that each node gets its part of them together. */
    private void beginAsManyAsMayBe() {
        final boolean burst = calls.engine().beginBurst();
        bursting = burst ? Thread.currentThread() : null;
        try {
            while (begun < keys.size() && inFlight.get() < calls.batchConcurrency()) {
                begin(begun);
            }
        } finally {
            bursting = null;
            if (burst) {
                calls.engine().endBurst();
            }
        }
        if (finishDue) {
            finishDue = false;
            finish();
        }
    }

    private void begin(final int index) {
        final long leftNs = deadlineNs - calls.env().nowNs();
        if (aborted || leftNs <= 0) {
            begun = index + 1;
            end(index, KeyResult.failed(unbegun(index)));
            return;
        }
        inFlight.incrementAndGet();
        final byte[] key = keys.get(index);
        final byte[] value = values.isEmpty() ? Values.EMPTY : values.get(index);
        try {
            tokens.set(index, calls.begin(kind, key, value, wantPrevious, leftNs, HANDLER, new Item(index)));
        } catch (final RuntimeException | Error fault) {
            aborted = true;
            fail(fault);
        }
        begun = index + 1;
        if (aborted && results.get(index) == null) {
            calls.engine().cancel(tokens.get(index));
        }
    }

    private void end(final int index, final KeyResult<T> result) {
        results.set(index, result);
        if (undecided.decrementAndGet() > 0) {
            return;
        }
        if (bursting == Thread.currentThread()) {
            // What depends on the batch may wait for operations of its own, which must not be held back with the burst.
            finishDue = true;
        } else {
            finish();
        }
    }

    private void finish() {
        final R whole;
        try {
            final List<KeyResult<T>> all = new ArrayList<>(keys.size());
            for (int i = 0; i < keys.size(); i++) {
                all.add(results.get(i));
            }
            if (isCancelRequested()) {
                fail(cancelled(all));
                return;
            }
            whole = assemble.apply(Collections.unmodifiableList(all));
        } catch (final RuntimeException | Error fault) {
            fail(fault);
            return;
        }
        succeed(whole);
    }

    private QuorateException unbegun(final int index) {
        final String what = kind + " of key \"" + KeyText.of(keys.get(index)) + "\" was not begun: ";
        if (aborted) {
            return new OperationCancelledException(what + "its batch was cancelled", ErrorDetails.TRANSIENT);
        }
        return new QuorumNotMetException(
                what + "the " + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms of its batch of " + keys.size()
                        + " keys had passed",
                QuorumNotMetException.Reason.DEADLINE,
                calls.quorumOf(kind),
                0,
                ErrorDetails.TRANSIENT);
    }

    private OperationCancelledException cancelled(final List<KeyResult<T>> all) {
        int succeeded = 0;
        boolean mayHaveApplied = false;
        for (final KeyResult<T> result : all) {
            final QuorateException error = result.error();
            succeeded += error == null ? 1 : 0;
            mayHaveApplied |= error == null || error.outcome() == Outcome.INDETERMINATE;
        }
        final Outcome outcome =
                kind != OperationKind.GET && mayHaveApplied ? Outcome.INDETERMINATE : Outcome.NOT_APPLIED;
        return new OperationCancelledException(
                "a batch of " + keys.size() + ' ' + kind + "s was cancelled when " + succeeded + " had succeeded",
                new ErrorDetails(outcome, null, true, List.of(), null));
    }

    /** One key of the batch. */
    private final class Item {

        private final int index;

        Item(final int index) {
            this.index = index;
        }

        void decided(final OperationView view) {
            inFlight.decrementAndGet();
            final KeyResult<T> result;
            try {
                final QuorateException error = view.error();
                result = error == null ? KeyResult.ok(reader.read(view)) : KeyResult.failed(error);
            } catch (final RuntimeException | Error fault) {
                fail(fault);
                abort();
                return;
            }
            end(index, result);
            pump();
        }
    }
}

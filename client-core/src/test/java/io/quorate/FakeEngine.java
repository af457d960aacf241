package io.quorate;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quorate.engine.DecisionHandler;
import io.quorate.engine.Explanation;
import io.quorate.engine.NodeStatus;
import io.quorate.engine.OperationView;
import io.quorate.engine.RingHealth;
import io.quorate.engine.StartHandler;
import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.QuorateException;
import io.quorate.metrics.ClientMetrics;
import io.quorate.metrics.Gauges;
import io.quorate.metrics.OperationKind;
import io.quorate.version.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An engine whose decisions are made by the test. */
final class FakeEngine implements EngineFace {

    private static final long WAIT_SECONDS = 20;

    private final BlockingQueue<Begun> queue = new LinkedBlockingQueue<>();
    private final Map<Long, Begun> byToken = new ConcurrentHashMap<>();
    private final BlockingQueue<Long> cancelled = new LinkedBlockingQueue<>();
    private final AtomicLong tokens = new AtomicLong();
    private final ClientMetrics metrics = new ClientMetrics(new NoGauges());
    volatile Function<Begun, OperationView> answer = begun -> null;
    volatile boolean cancelDecides = true;
    volatile boolean ownThread;
    volatile long closedWithNs = -1;
    volatile @Nullable Version resumed;
    final AtomicLong confirmed = new AtomicLong();

    /** One operation that was begun. */
    record Begun(
            OperationKind kind,
            String key,
            String value,
            boolean wantPrevious,
            long timeoutNs,
            long token,
            DecisionHandler handler,
            Object attachment,
            AtomicBoolean decided) {

        void decide(final OperationView view) {
            if (decided.compareAndSet(false, true)) {
                handler.onDecided(view, attachment);
            }
        }
    }

    /** The next operation that is begun, waited for. */
    Begun next() throws InterruptedException {
        final Begun begun = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertNotNull(begun, "no operation was begun");
        return begun;
    }

    int unseen() {
        return queue.size();
    }

    boolean wasCancelled(final Begun begun) {
        return cancelled.contains(begun.token());
    }

    static ViewCopy found(final String value) {
        return view(null, true, value);
    }

    static ViewCopy absent() {
        return view(null, false, "");
    }

    static ViewCopy failed(final QuorateException error) {
        return view(error, false, "");
    }

    static OperationCancelledException cancellation(final Outcome outcome) {
        return new OperationCancelledException("cancelled", new ErrorDetails(outcome, null, true, List.of(), null));
    }

    private static ViewCopy view(final QuorateException error, final boolean exists, final String value) {
        final byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new ViewCopy(
                error,
                exists,
                11,
                22,
                true,
                true,
                exists ? 33 : 0,
                exists ? 44 : 0,
                false,
                ByteBuffer.wrap(bytes),
                bytes.length);
    }

    @Override
    public void start(final StartHandler handler) {
        handler.onStarted(null);
    }

    @Override
    public long begin(
            final OperationKind kind,
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
        final Begun begun = new Begun(
                kind,
                new String(key, keyOffset, keyLength, StandardCharsets.UTF_8),
                new String(value, valueOffset, valueLength, StandardCharsets.UTF_8),
                wantPrevious,
                timeoutNs,
                tokens.incrementAndGet(),
                handler,
                attachment,
                new AtomicBoolean());
        byToken.put(begun.token(), begun);
        queue.add(begun);
        final OperationView view = answer.apply(begun);
        if (view != null) {
            begun.decide(view);
        }
        return begun.token();
    }

    @Override
    public long resume(
            final OperationKind kind,
            final byte[] key,
            final byte[] value,
            final Version version,
            final long timeoutNs,
            final DecisionHandler handler,
            final Object attachment) {
        resumed = version;
        return begin(kind, key, 0, key.length, value, 0, value.length, false, timeoutNs, handler, attachment);
    }

    @Override
    public long getConfirmed(
            final byte[] key, final long timeoutNs, final DecisionHandler handler, final Object attachment) {
        confirmed.incrementAndGet();
        return begin(OperationKind.GET, key, 0, key.length, new byte[0], 0, 0, false, timeoutNs, handler, attachment);
    }

    @Override
    public boolean beginBurst() {
        return false;
    }

    @Override
    public void endBurst() {
        throw new IllegalStateException("no burst was begun");
    }

    @Override
    public void cancel(final long token) {
        cancelled.add(token);
        final Begun begun = byToken.get(token);
        if (cancelDecides && begun != null) {
            begun.decide(failed(cancellation(Outcome.INDETERMINATE)));
        }
    }

    @Override
    public boolean onTransportThread() {
        return ownThread;
    }

    @Override
    public Explanation explain(final byte[] key) {
        return new Explanation(new String(key, StandardCharsets.UTF_8), 1, 2, 3, List.of());
    }

    @Override
    public List<NodeStatus> nodes() {
        return List.of();
    }

    @Override
    public RingHealth ringHealth() {
        return new RingHealth(true, null, 1, 3, 0, 0, 0);
    }

    @Override
    public ClientMetrics metrics() {
        return metrics;
    }

    @Override
    public void close(final long drainNs) {
        closedWithNs = drainNs;
    }

    private static final class NoGauges implements Gauges {

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public long inFlightBytes() {
            return 0;
        }

        @Override
        public int lingering() {
            return 0;
        }

        @Override
        public int pendingRepairs() {
            return 0;
        }
    }
}

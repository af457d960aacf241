package io.quorate;

import io.quorate.engine.DecisionHandler;
import io.quorate.engine.Explanation;
import io.quorate.engine.NodeStatus;
import io.quorate.engine.QuorumEngine;
import io.quorate.engine.RingHealth;
import io.quorate.engine.StartHandler;
import io.quorate.metrics.ClientMetrics;
import io.quorate.metrics.OperationKind;
import io.quorate.version.Version;
import java.util.List;

/** What the client needs of an engine; tests of the client put a scripted one here. */
interface EngineFace {

    void start(StartHandler handler);

    /** Calls the handler exactly once, possibly before it returns; returns what {@link #cancel} takes. */
    long begin(
            OperationKind kind,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            boolean wantPrevious,
            long timeoutNs,
            DecisionHandler handler,
            Object attachment);

    /** As {@link #begin}, under a version that was chosen before. */
    long resume(
            OperationKind kind,
            byte[] key,
            byte[] value,
            Version version,
            long timeoutNs,
            DecisionHandler handler,
            Object attachment);

    /** As {@link #begin} of a get, confirmed whatever the client's level. */
    long getConfirmed(byte[] key, long timeoutNs, DecisionHandler handler, Object attachment);

    /** True: what this thread begins leaves at {@link #endBurst}, grouped by node. */
    boolean beginBurst();

    /** Ends a burst that {@link #beginBurst} began. */
    void endBurst();

    void cancel(long token);

    boolean onTransportThread();

    Explanation explain(byte[] key);

    List<NodeStatus> nodes();

    RingHealth ringHealth();

    ClientMetrics metrics();

    void close(long drainNs);

    /**
     * The real one.
     *
     * @param engine does it all
     */
    record Real(QuorumEngine engine) implements EngineFace {

        @Override
        public void start(final StartHandler handler) {
            engine.start(handler);
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
            return engine.begin(
                    kind.code(),
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

        @Override
        public long resume(
                final OperationKind kind,
                final byte[] key,
                final byte[] value,
                final Version version,
                final long timeoutNs,
                final DecisionHandler handler,
                final Object attachment) {
            return engine.resume(
                    kind.code(), version.timestamp(), version.writerId(), key, value, timeoutNs, handler, attachment);
        }

        @Override
        public long getConfirmed(
                final byte[] key, final long timeoutNs, final DecisionHandler handler, final Object attachment) {
            return engine.getConfirmed(key, timeoutNs, handler, attachment);
        }

        @Override
        public boolean beginBurst() {
            return engine.beginBurst();
        }

        @Override
        public void endBurst() {
            engine.endBurst();
        }

        @Override
        public void cancel(final long token) {
            engine.cancel(token);
        }

        @Override
        public boolean onTransportThread() {
            return engine.onTransportThread();
        }

        @Override
        public Explanation explain(final byte[] key) {
            return engine.explain(key, 0, key.length);
        }

        @Override
        public List<NodeStatus> nodes() {
            return engine.nodes();
        }

        @Override
        public RingHealth ringHealth() {
            return engine.ringHealth();
        }

        @Override
        public ClientMetrics metrics() {
            return engine.metrics();
        }

        @Override
        public void close(final long drainNs) {
            engine.close(drainNs);
        }
    }
}

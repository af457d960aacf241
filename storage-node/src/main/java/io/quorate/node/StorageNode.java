package io.quorate.node;

import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.time.Env;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica without a network: takes requests, checks them against its own limits, and answers from a {@link StorageEngine}.
 *
 * <p>Threads: thread-safe; {@link #handle} does not block, and answers on the calling thread unless the engine answers later on one of
 * its own. Units: limits in bytes. Allocation: none in steady state with an engine that allocates none; refusals allocate their
 * text. Errors: bad requests are refused through the sink, never by an exception; a failure of the engine ends in
 * {@link ReplicaListener#MAYBE_APPLIED}. Guarantee: per key the highest version seen is kept (unsigned timestamp, then unsigned
 * writer id; absent is below (0, 0), so that a first store with timestamp 0 is kept as an existing value); the same request
 * again changes nothing; tombstones are kept for ever. Ownership: request and its buffer are the caller's, and not read after
 * {@code handle} has returned.
 */
public final class StorageNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageNode.class);

    private final NodeConfig config;
    private final StorageEngine engine;
    private final Env env;
    private final RequestChecks checks;
    private volatile ServedRing ring;
    private volatile boolean closed;

    /**
     * Creates a node, which serves from now on.
     *
     * @param config name, ring and limits
     * @param engine where it keeps its keys; closed with the node
     * @param env its clock
     */
    public StorageNode(final NodeConfig config, final StorageEngine engine, final Env env) {
        this.config = config;
        this.engine = engine;
        this.env = env;
        this.checks = new RequestChecks(config, env);
        this.ring = new ServedRing(config.ringState(Math.max(0, env.wallMs())));
    }

    /**
     * Does what a request asks for, and answers it through the sink, exactly once.
     *
     * @param request what to do; its kinds are an open set, unknown ones are refused
     * @param reply takes the answer; must not be waiting for another one
     * @param sink told when the answer is there
     * @throws IllegalStateException if {@code reply} still waits for the answer to another request; the sink is not called then
     */
    public void handle(final ReplicaRequest request, final NodeReply reply, final ReplySink sink) {
        final ServedRing current = ring;
        reply.begin(this, sink);
        reply.setNode(engine.incarnationHigh(), engine.incarnationLow(), current.epoch);
        try {
            if (closed) {
                reply.fail(ReplicaListener.OVERLOADED, ReplicaListener.CODE_NODE_FAULT, "the node is shutting down");
                return;
            }
            switch (request.kind()) {
                case ReplicaRequest.READ, ReplicaRequest.READ_VERSION -> {
                    if (checks.admitsRead(request, reply, current.epoch)) {
                        engine.read(request, reply);
                    }
                }
                case ReplicaRequest.STORE, ReplicaRequest.REPAIR -> {
                    if (checks.admitsStore(request, reply, current.epoch)) {
                        engine.store(request, reply);
                    }
                }
                case ReplicaRequest.RING_STATE -> {
                    reply.setHeld(ReplicaReply.VALUE, 0, 0);
                    reply.setValue(current.encoded, 0, current.encoded.limit());
                    reply.complete();
                }
                default -> checks.refuseKind(request, reply);
            }
        } catch (final RuntimeException | Error e) {
            LOG.error("the storage engine of {} failed on a request of kind {}", config.selfName(), request.kind(), e);
            reply.fail(
                    ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "the storage engine failed: " + e);
        }
    }

    /**
     * Visits what this node holds, as {@link StorageEngine#scan} does; may block on a disk.
     *
     * @param startKey first key of the range; empty: from the lowest
     * @param endKey first key behind the range; empty: to the highest
     * @param limitCount at most so many visits, 1 or more
     * @param wantValues whether visits show values
     * @param visitor takes the entries
     * @return where the next page starts, or null if the range was visited to its end
     * @throws IllegalStateException if the node is closed
     */
    public byte @Nullable [] scan(
            final byte[] startKey,
            final byte[] endKey,
            final int limitCount,
            final boolean wantValues,
            final StorageEngine.Visitor visitor) {
        if (closed) {
            throw new IllegalStateException("node " + config.selfName() + " is closed");
        }
        return engine.scan(startKey, endKey, limitCount, wantValues, visitor);
    }

    /**
     * Changes the ring that the node answers: a higher epoch, or the same epoch and members with other beliefs about who is active.
     *
     * @param next the new ring
     * @throws IllegalArgumentException if its epoch is lower, or the same with another placement: a ring changes only by a higher epoch
     */
    public synchronized void updateRing(final RingState next) {
        ring.checkSuccessor(next);
        ring = new ServedRing(next);
    }

    /**
     * The ring that the node answers.
     *
     * @return the current state
     */
    public RingState ringState() {
        return ring.state;
    }

    /**
     * What the node was told when it started.
     *
     * @return the configuration
     */
    public NodeConfig config() {
        return config;
    }

    /**
     * High half of the UUID of the node's store.
     *
     * @return the half; the two are never both 0
     */
    public long incarnationHigh() {
        return engine.incarnationHigh();
    }

    /**
     * Low half of the UUID of the node's store.
     *
     * @return the half; the two are never both 0
     */
    public long incarnationLow() {
        return engine.incarnationLow();
    }

    /**
     * How many keys are held, tombstones included.
     *
     * @return the count
     */
    public long entryCount() {
        return engine.entryCount();
    }

    /**
     * How much room what is held takes, as the engine's own limit counts it.
     *
     * @return bytes
     */
    public long usedBytes() {
        return engine.usedBytes();
    }

    /**
     * The node's wall clock.
     *
     * @return milliseconds since 1970
     */
    public long wallMs() {
        return env.wallMs();
    }

    /** Refuses later requests and closes the engine. Requests under way must have been answered before. Idempotent. */
    @Override
    public void close() {
        closed = true;
        engine.close();
    }

    /** A ring with what answers need of it, made once. */
    private static final class ServedRing {
        private final RingState state;
        private final long epoch;
        private final ByteBuffer encoded;

        ServedRing(final RingState state) {
            this.state = state;
            this.epoch = state.epoch();
            this.encoded = RingStateCodec.encode(state);
        }

        void checkSuccessor(final RingState next) {
            if (next.epoch() < epoch || (next.epoch() == epoch && !samePlacement(next))) {
                throw new IllegalArgumentException("ring of epoch " + next.epoch() + " with members " + next.nodes()
                        + " cannot follow epoch " + epoch + " with members " + state.nodes()
                        + ": give the changed ring a higher epoch");
            }
        }

        private boolean samePlacement(final RingState next) {
            return next.nodes().equals(state.nodes())
                    && Objects.equals(next.fingerprintText(), state.fingerprintText());
        }
    }
}

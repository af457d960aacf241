package io.quorate.node;

import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer of a {@link StorageNode} in the making: filled by the storage engine, read by whoever asked, then used again.
 *
 * <p>Threads: belongs to one party at a time, first to the caller of {@link StorageNode#handle}, from then on to the node and
 * its engine, and with the call of the {@link ReplySink} to the caller again; that call must happen after all writes of an
 * engine that answers on another thread, which then publishes them. Allocation: none once its buffer has grown to the largest
 * value seen. Errors: answering twice, and using it for a second request before the first one is answered, is an
 * {@link IllegalStateException}.
 */
public final class NodeReply implements ReplicaReply {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReply.class);
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final byte[] NO_KEY = new byte[0];

    private int result;
    private long timestamp;
    private long writerId;
    private int previous;
    private long previousTimestamp;
    private long previousWriterId;
    private long incarnationHigh;
    private long incarnationLow;
    private long ringEpoch;
    private long nodeWallMs;
    private ByteBuffer bytes = NO_BYTES;
    private int valueLength;
    private byte[] keyScratch = NO_KEY;

    private @Nullable StorageNode node;
    private @Nullable ReplySink sink;

    /** Creates an empty reply. */
    public NodeReply() {}

    /**
     * Says what a read found. Called by engines.
     *
     * @param state {@link #ABSENT}, {@link #VALUE} or {@link #TOMBSTONE}
     * @param heldTimestamp timestamp of what is held, 0 when absent
     * @param heldWriterId writer id of what is held, 0 when absent
     */
    public void setHeld(final int state, final long heldTimestamp, final long heldWriterId) {
        result = state;
        timestamp = heldTimestamp;
        writerId = heldWriterId;
    }

    /**
     * Says what a store did, and what is held now. Called by engines.
     *
     * @param outcome {@link #STORED}, {@link #KEPT_NEWER} or {@link #EQUAL}
     * @param heldTimestamp timestamp of what is held now
     * @param heldWriterId writer id of what is held now
     */
    public void setStored(final int outcome, final long heldTimestamp, final long heldWriterId) {
        setHeld(outcome, heldTimestamp, heldWriterId);
    }

    /**
     * Says what was held before a store. Called by engines.
     *
     * @param state {@link #ABSENT}, {@link #VALUE}, {@link #TOMBSTONE} or {@link #PREVIOUS_UNKNOWN}
     * @param heldTimestamp timestamp of what was held, 0 when absent
     * @param heldWriterId writer id of what was held, 0 when absent
     */
    public void setPrevious(final int state, final long heldTimestamp, final long heldWriterId) {
        previous = state;
        previousTimestamp = heldTimestamp;
        previousWriterId = heldWriterId;
    }

    /**
     * Copies the value of the answer. Called by engines.
     *
     * @param source array that holds it
     * @param offset where it starts
     * @param length how many bytes it has
     */
    public void setValue(final byte[] source, final int offset, final int length) {
        growTo(length).put(0, source, offset, length);
        valueLength = length;
    }

    /**
     * Copies the value of the answer. Called by engines.
     *
     * @param source buffer that holds it; read by absolute index
     * @param offset where it starts
     * @param length how many bytes it has
     */
    public void setValue(final ByteBuffer source, final int offset, final int length) {
        growTo(length).put(0, source, offset, length);
        valueLength = length;
    }

    /** Gives the answer. Called by engines, as the last thing they do with this reply, once it is durable. */
    public void complete() {
        final StorageNode answering = node;
        final ReplySink taker = end();
        if (answering != null) {
            nodeWallMs = answering.wallMs();
        }
        try {
            taker.onReply(this);
        } catch (final RuntimeException | Error e) {
            LOG.error("the taker of a reply threw, which it must not", e);
        }
    }

    /**
     * Ends the request without an answer. Called by engines, as the last thing they do with this reply.
     *
     * @param fate as in {@link ReplySink#onFailure}
     * @param code as in {@link ReplySink#onFailure}
     * @param detail as in {@link ReplySink#onFailure}
     */
    public void fail(final int fate, final int code, final @Nullable String detail) {
        final ReplySink taker = end();
        try {
            taker.onFailure(this, fate, code, detail);
        } catch (final RuntimeException | Error e) {
            LOG.error("the taker of a failure threw, which it must not", e);
        }
    }

    /**
     * Gives the value's buffer back to the heap if it has grown large, so that one large value does not stay in a pool.
     *
     * @param maxBytes the largest buffer to keep
     */
    public void trim(final int maxBytes) {
        if (bytes.capacity() > maxBytes) {
            bytes = NO_BYTES;
            valueLength = 0;
        }
    }

    @Override
    public int result() {
        return result;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public long writerId() {
        return writerId;
    }

    @Override
    public long incarnationHigh() {
        return incarnationHigh;
    }

    @Override
    public long incarnationLow() {
        return incarnationLow;
    }

    @Override
    public long ringEpoch() {
        return ringEpoch;
    }

    @Override
    public long nodeWallMs() {
        return nodeWallMs;
    }

    @Override
    public int previous() {
        return previous;
    }

    @Override
    public long previousTimestamp() {
        return previousTimestamp;
    }

    @Override
    public long previousWriterId() {
        return previousWriterId;
    }

    @Override
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }

    /** Starts a request: forgets the last answer, keeps the buffer. */
    void begin(final @Nullable StorageNode answering, final ReplySink taker) {
        if (sink != null) {
            throw new IllegalStateException(
                    "this reply still waits for the answer to another request: use one reply per request under way");
        }
        node = answering;
        sink = taker;
        nodeWallMs = 0;
        clear();
    }

    void setNode(final long high, final long low, final long epoch) {
        incarnationHigh = high;
        incarnationLow = low;
        ringEpoch = epoch;
    }

    /** Forgets what was said about key and value. */
    void clear() {
        setHeld(ABSENT, 0, 0);
        setPrevious(PREVIOUS_UNKNOWN, 0, 0);
        valueLength = 0;
    }

    /** Room for a copy of the key; belongs to the engine while it works. */
    byte[] keyScratch(final int length) {
        if (keyScratch.length < length) {
            keyScratch = new byte[Math.max(length, 2 * keyScratch.length)];
        }
        return keyScratch;
    }

    private ReplySink end() {
        final ReplySink taker = sink;
        if (taker == null) {
            throw new IllegalStateException("this reply has no request to answer: it was answered already");
        }
        sink = null;
        node = null;
        return taker;
    }

    private ByteBuffer growTo(final int length) {
        if (bytes.capacity() < length) {
            bytes = ByteBuffer.allocate((int) Math.min(Integer.MAX_VALUE - 8, Math.max(length, 2L * bytes.capacity())));
        }
        return bytes;
    }
}

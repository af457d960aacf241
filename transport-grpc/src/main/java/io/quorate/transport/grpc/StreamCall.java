package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.RequestFrameReader;
import io.quorate.transport.frame.RequestFrameWriter;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * One place for a request on a stream, used again and again: the request's bytes, its deadline, and how far it has come.
 *
 * <p>The state is one word: the id of the call, and what may still happen to it. Whoever moves it out of {@link #WAITING} or
 * {@link #WRITTEN} ends the call and owes its callback. A place that is still in the queue is given back by whoever takes it from there,
 * because its bytes may just be read; any other by who ended the call.
 */
final class StreamCall {
    /** Nothing is here. */
    static final int FREE = 0;

    /** In the queue, not in any frame. */
    static final int WAITING = 1;

    /** In a frame that gRPC was given. */
    static final int WRITTEN = 2;

    /** Ended, but still in the queue. */
    static final int ENDED_IN_QUEUE = 3;

    /** Ended, and in the queue once more with a note that nobody waits for it. */
    static final int CANCEL_IN_QUEUE = 4;

    private static final int STAGE_BITS = 3;
    private static final long STAGE_MASK = (1 << STAGE_BITS) - 1;
    private static final int INDEX_BITS = 16;
    private static final long INDEX_MASK = (1 << INDEX_BITS) - 1;
    private static final int MAX_KEPT_BYTES = 4 << 10;

    /** Places that are in use at a usual load may keep larger buffers. */
    private static final int USUAL_PLACES = 32;

    private static final int ENTRY = FrameFormat.REQUEST_FRAME_HEADER_BYTES;
    private static final int INITIAL_BYTES = 256;

    private static final VarHandle STATE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "state", VarHandle.class, StreamCall.class, long.class);

    private final int index;
    private long uses;
    private long correlationId;
    private long deadlineNs;
    private byte kind;
    private ByteBuffer frame = ByteBuffer.allocate(INITIAL_BYTES);
    private int entryBytes;

    @SuppressWarnings("unused") // written through STATE
    private volatile long state;

    StreamCall(final int index) {
        this.index = index;
    }

    /** The place that a call id belongs to; may be out of range if a peer made it up. */
    static int indexOf(final long callId) {
        return (int) (callId & INDEX_MASK);
    }

    /** Takes a request; belongs to the caller until {@link #publish}. Returns the id of the call. */
    long begin(
            final ReplicaRequest request, final long newCorrelationId, final long newDeadlineNs, final int newBytes) {
        uses++;
        correlationId = newCorrelationId;
        deadlineNs = newDeadlineNs;
        kind = request.kind();
        if (frame.capacity() < ENTRY + newBytes) {
            frame = ByteBuffer.allocate(Math.max(ENTRY + newBytes, Math.min(2 * frame.capacity(), MAX_KEPT_BYTES)));
        }
        final long callId = uses << INDEX_BITS | index;
        entryBytes = RequestFrameWriter.entry(request, callId, frame, ENTRY);
        return callId;
    }

    /** Makes the call visible to whoever may end it; at the latest once it is in the queue. */
    void publish(final long callId) {
        STATE.setRelease(this, callId << STAGE_BITS | WAITING);
    }

    int index() {
        return index;
    }

    long correlationId() {
        return correlationId;
    }

    /** Valid only as long as the state is one that was read before. */
    long deadlineNs() {
        return deadlineNs;
    }

    byte kind() {
        return kind;
    }

    boolean isStore() {
        return kind == ReplicaRequest.STORE || kind == ReplicaRequest.REPAIR;
    }

    /** What {@link #stage} and {@link #callId} tell apart. */
    long state() {
        return state;
    }

    static int stage(final long state) {
        return (int) (state & STAGE_MASK);
    }

    static long callId(final long state) {
        return state >>> STAGE_BITS;
    }

    /** Whether the call still waits for its end. */
    static boolean isOpen(final long state) {
        return stage(state) == WAITING || stage(state) == WRITTEN;
    }

    /** The bytes of the entry, while the place is in the queue or belongs to the caller. */
    ByteBuffer bytes() {
        return frame;
    }

    int entryOffset() {
        return ENTRY;
    }

    int entryBytes() {
        return entryBytes;
    }

    /** Moves the call on; false if somebody else was faster. */
    boolean move(final long from, final int toStage) {
        return STATE.compareAndSet(this, from, callId(from) << STAGE_BITS | toStage);
    }

    /** The place is out of the queue and nobody's any more. */
    void clear() {
        if (frame.capacity() > (index < USUAL_PLACES ? FrameFormat.MAX_ENTRY_BYTES + ENTRY : MAX_KEPT_BYTES)) {
            frame = ByteBuffer.allocate(INITIAL_BYTES);
        }
        // Whoever takes the place next has it from the pool, which orders this before.
        STATE.setRelease(this, (long) FREE);
    }

    /** Writes a note that nobody waits for the call, in place of its request. */
    void noteCancel(final long callId) {
        entryBytes = RequestFrameWriter.cancel(callId, frame, ENTRY);
    }

    /** The value of the request; belongs to who ended the call, before the place is given back. */
    ByteString value() {
        return Requests.valueOf(request());
    }

    /** The request once more, for another way to send it; belongs to who ended the call, before the place is given back. */
    ReplicaRequest request() {
        RequestFrameWriter.header(frame, 0, 1);
        final RequestFrameReader reader = new RequestFrameReader().wrap(frame, 0, ENTRY + entryBytes);
        reader.next();
        return reader;
    }
}

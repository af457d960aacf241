package io.quorate.transport.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.FrameFormatException;
import io.quorate.transport.frame.ReplyFrameReader;
import io.quorate.transport.frame.RequestFrameWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests on one long-lived stream, and what is too large for it as unary calls.
 *
 * <p><b>Batching.</b> A send puts its request into the queue; the end of a burst wakes the drain, which runs on the event loop after
 * what the loop is at, and puts all that waits into as few frames as hold it. While the loop is busy more requests come together; when
 * it is idle one goes out at once. Nothing waits for a timer. Where gRPC has more to write than it can, the drain stops and goes on when
 * gRPC asks for more.
 *
 * <p><b>Threads.</b> Sends, cancels and the end of the connection come on any thread; frames are written, and deadlines swept, on one
 * event loop; answers come on the loop of the stream.
 *
 * <p><b>Allocation.</b> None per request here; gRPC allocates for each frame.
 */
final class StreamSession extends ClientCall.Listener<InputStream> implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSession.class);
    private static final VarHandle DRAIN_WANTED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "drainWanted", VarHandle.class, StreamSession.class, boolean.class);
    /** How many answers gRPC is asked for at a time; it counts them, so that no number is "all". */
    private static final int FRAMES_ASKED_FOR = 1 << 20;

    private static final Failure EXPIRED_UNSENT =
            Failure.notSent(ReplicaListener.CODE_DEADLINE, "the deadline passed before the request was sent");
    private static final Failure EXPIRED =
            Failure.maybeApplied(ReplicaListener.CODE_DEADLINE, "no answer by the deadline");
    private static final Failure CANCELLED =
            Failure.maybeApplied(ReplicaListener.CODE_CANCELLED, "cancelled by the caller");
    private static final Failure UNREADABLE =
            Failure.maybeApplied(ReplicaListener.CODE_UNKNOWN, "the node's failure could not be read");
    private static final Failure RETIRED =
            Failure.notSent(ReplicaListener.CODE_DISCONNECTED, "the connection was closed before the request was sent");

    /** Told how the opening of a stream ended; once, on the event loop. */
    interface Opening {
        /** The node takes frames from now on. */
        void opened(StreamSession session);

        /** The node does not know the stream, or something is wrong. */
        void refused(Status status);
    }

    private final GrpcConnection connection;
    private final TransportThreads threads;
    private final Traffic traffic;
    private final UnarySession unary;
    private final SignsOfLife signsOfLife;
    private final Opening opening;
    private final ClientCall<InputStream, InputStream> call;
    private final StreamCalls calls;
    private final LargeReads largeReads = new LargeReads();
    private final int maxEntryBytes;
    private final int maxReplyBytes;
    private final Runnable drain = this::drain;
    private final DeadlineSweep sweep;

    @SuppressWarnings("unused") // written through DRAIN_WANTED
    private volatile boolean drainWanted;

    private volatile boolean opened;
    private volatile @Nullable EventExecutor loop;
    private volatile boolean ended;
    /** The call was cancelled here, and has not ended yet: gRPC refuses to send, although it may still say that it is ready. */
    private volatile boolean broken;

    private volatile boolean retiring;

    // Of the loop that drains.
    private final FrameStream outgoing = new FrameStream();
    private ByteBuffer frame = ByteBuffer.allocate(FrameSizes.INITIAL_BYTES);
    private boolean halfClosed;

    // Of the loop that answers come on.
    private final ReplyFrameReader reader = new ReplyFrameReader();
    private ByteBuffer received = ByteBuffer.allocate(FrameSizes.INITIAL_BYTES);
    private @Nullable String fault;
    private long framesReceived;

    StreamSession(
            final GrpcConnection connection,
            final GrpcTransport transport,
            final UnarySession unary,
            final Channel channel,
            final Opening opening) {
        final GrpcTransportOptions options = transport.options();
        this.connection = connection;
        this.threads = transport.threads();
        this.traffic = transport.traffic();
        this.unary = unary;
        this.signsOfLife = unary.signsOfLife();
        this.opening = opening;
        this.calls = new StreamCalls(options.maxInFlightPerNode());
        this.sweep = new DeadlineSweep(connection::nowNs, this::schedule, this::sweep);
        this.maxEntryBytes = Math.min(FrameFormat.MAX_ENTRY_BYTES, options.maxOutboundMessageBytes());
        this.maxReplyBytes = Math.max(FrameFormat.MAX_FRAME_BYTES, options.maxInboundMessageBytes());
        this.call = channel.newCall(StreamMethod.OPERATE, CallOptions.DEFAULT.withMaxInboundMessageSize(maxReplyBytes));
    }

    /** Asks the node for the stream. */
    void open() {
        final Metadata headers = new Metadata();
        headers.put(StreamMethod.MAX_FRAME_BYTES, Integer.toString(maxReplyBytes));
        call.start(this, headers);
        call.request(2 * FRAMES_ASKED_FOR);
    }

    /** Gives the stream up unless the node has opened it. */
    void cancelUnopened(final String why) {
        if (!opened) {
            call.cancel(why, null);
        }
    }

    @Override
    public PeerKind peer() {
        return unary.peer();
    }

    // ---- sends, any thread

    @Override
    public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final long entryBytes = RequestFrameWriter.entryLength(request);
        if (entryBytes > maxEntryBytes || (request.kind() == ReplicaRequest.READ && largeReads.expected())) {
            return unary.send(correlationId, request, deadlineNs);
        }
        final StreamCall place = calls.take();
        if (place == null) {
            // There is room in the count, but its place still waits in the queue of a stream that does not move.
            return ReplicaConnection.BACK_PRESSURED;
        }
        final long callId;
        try {
            callId = place.begin(request, correlationId, deadlineNs, (int) entryBytes);
        } catch (final RuntimeException | Error e) {
            calls.give(place);
            throw e;
        }
        place.publish(callId);
        calls.enqueue(place);
        if (retiring) {
            // The connection has another session by now, or none: nobody flushes this one.
            flush();
        }
        sweep.by(deadlineNs);
        if (ended) {
            // Whoever ended the stream had looked for calls before this one was there.
            final long state = place.state();
            if (StreamCall.callId(state) == callId && StreamCall.isOpen(state)) {
                end(place, state, RETIRED);
            }
        }
        return ReplicaConnection.ACCEPTED;
    }

    @Override
    public void flush() {
        if (!drainWanted && DRAIN_WANTED.compareAndSet(this, false, true)) {
            runOnLoop(drain);
        }
    }

    @Override
    public void cancel(final long correlationId) {
        for (int i = 0; i < calls.capacity(); i++) {
            final StreamCall place = calls.place(i);
            if (place == null) {
                continue;
            }
            final long state = place.state();
            if (StreamCall.isOpen(state) && place.correlationId() == correlationId && !place.isStore()) {
                cancel(place, state);
                return;
            }
        }
    }

    private void cancel(final StreamCall place, final long state) {
        if (StreamCall.stage(state) == StreamCall.WRITTEN) {
            if (place.move(state, StreamCall.CANCEL_IN_QUEUE)) {
                final long correlationId = place.correlationId();
                place.noteCancel(StreamCall.callId(state));
                calls.enqueue(place);
                flush();
                claimed();
                connection.tellFailure(correlationId, CANCELLED);
            }
        } else {
            end(place, state, CANCELLED);
        }
    }

    /** Ends every call that is open now. */
    @Override
    public void abandon(final Failure failure) {
        for (int i = 0; i < calls.capacity(); i++) {
            final StreamCall place = calls.place(i);
            if (place == null) {
                continue;
            }
            final long state = place.state();
            if (StreamCall.isOpen(state)) {
                end(place, state, failure);
            }
        }
    }

    /** Ends a call without an answer; what never came into a frame was surely not sent. */
    private void end(final StreamCall place, final long state, final Failure failure) {
        final long correlationId = place.correlationId();
        if (StreamCall.stage(state) == StreamCall.WRITTEN) {
            if (place.move(state, StreamCall.FREE)) {
                calls.give(place);
                claimed();
                connection.tellFailure(correlationId, failure.inDoubt());
            }
        } else if (place.move(state, StreamCall.ENDED_IN_QUEUE)) {
            claimed();
            connection.tellFailure(correlationId, failure.unsent());
        } else {
            // It was written meanwhile, or has ended.
            final long now = place.state();
            if (StreamCall.callId(now) == StreamCall.callId(state) && StreamCall.isOpen(now)) {
                end(place, now, failure);
            }
        }
    }

    /** The callback of a call is due, and its room is free: a callback may send again. */
    private void claimed() {
        connection.callbackDue();
        connection.calls().release();
    }

    private void runOnLoop(final Runnable task) {
        final EventExecutor home = loop;
        try {
            if (home != null) {
                home.execute(task);
            }
        } catch (final RejectedExecutionException e) {
            // The transport is closed, and with it this connection.
            LOG.debug("a stream's task was not taken", e);
        }
    }

    // ---- frames out, on the loop

    private void drain() {
        // Before the queue is looked at: whoever enqueues later wants another drain. Both are volatile on both sides,
        // or a request could
        // stay in the queue between a sender that sees a drain on its way and a drain that does not see the request.
        drainWanted = false;
        final long nowNs = connection.nowNs();
        try {
            while (!ended && !broken && !halfClosed && call.isReady() && sendFrame(nowNs)) {
                // Until nothing waits.
            }
        } catch (final RuntimeException | Error e) {
            LOG.warn("the stream to {} broke: a frame could not be sent", connection.node(), e);
            breakStream("a frame could not be sent", e);
        }
        if (halfClosed || ended || broken) {
            discardQueue();
        }
        if (retiring) {
            endWhenIdle();
        }
    }

    /** Puts what waits into one frame and sends it; false if nothing waits. */
    private boolean sendFrame(final long nowNs) {
        int at = FrameFormat.REQUEST_FRAME_HEADER_BYTES;
        int count = 0;
        StreamCall place = calls.peek();
        while (place != null) {
            final int length = place.entryBytes();
            final long state = place.state();
            if (StreamCall.stage(state) == StreamCall.ENDED_IN_QUEUE) {
                calls.dequeue();
                calls.give(place);
            } else if (at + length > FrameFormat.MAX_FRAME_BYTES) {
                break;
            } else {
                if (at + length > frame.capacity()) {
                    frame = FrameSizes.grown(frame, at, at + length);
                }
                frame.put(at, place.bytes(), place.entryOffset(), length);
                if (entered(place, state, at, nowNs)) {
                    at += length;
                    count++;
                }
            }
            place = calls.peek();
        }
        if (count == 0) {
            return false;
        }
        RequestFrameWriter.header(frame, 0, count);
        traffic.sent(count, at);
        call.sendMessage(outgoing.of(frame, at));
        return true;
    }

    /** The entry stands in the frame; whether it counts is decided here. Its bytes had to be read before that. */
    private boolean entered(final StreamCall place, final long state, final int at, final long nowNs) {
        if (StreamCall.stage(state) == StreamCall.CANCEL_IN_QUEUE) {
            calls.dequeue();
            calls.give(place);
            return true;
        }
        final long leftNs = place.deadlineNs() - nowNs;
        if (leftNs <= 0) {
            end(place, state, EXPIRED_UNSENT);
            return false;
        }
        RequestFrameWriter.timeout(frame, at, TimeUnit.NANOSECONDS.toMicros(leftNs));
        if (!place.move(state, StreamCall.WRITTEN)) {
            return false;
        }
        calls.dequeue();
        return true;
    }

    /** Nothing more will be sent. */
    private void discardQueue() {
        for (StreamCall place = calls.peek(); place != null; place = calls.peek()) {
            final long state = place.state();
            if (StreamCall.isOpen(state)) {
                end(place, state, RETIRED);
            } else {
                calls.dequeue();
                calls.give(place);
            }
        }
    }

    @Override
    public void onReady() {
        if (opened) {
            flush();
        }
    }

    // ---- deadlines, on the loop

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a sweep
    private void schedule(final Runnable task, final long delayNs) {
        final EventExecutor home = loop;
        if (home != null) {
            home.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    private long sweep(final long nowNs) {
        long firstNs = DeadlineSweep.NONE;
        for (int i = 0; i < calls.capacity(); i++) {
            final StreamCall place = calls.place(i);
            final long state = place == null ? StreamCall.FREE : place.state();
            if (place == null || !StreamCall.isOpen(state)) {
                continue;
            }
            final long deadlineNs = place.deadlineNs();
            if (place.state() == state && deadlineNs - nowNs <= 0) {
                expire(place, state, nowNs);
            } else {
                firstNs = DeadlineSweep.earlier(firstNs, deadlineNs);
            }
        }
        if (retiring) {
            drain();
        }
        return firstNs;
    }

    private void expire(final StreamCall place, final long state, final long nowNs) {
        // What waits because the node takes nothing more is as much a sign as what it does not answer.
        final boolean unanswered = StreamCall.stage(state) == StreamCall.WRITTEN || !call.isReady();
        end(place, state, EXPIRED);
        if (unanswered) {
            final String silence = signsOfLife.missed(nowNs);
            if (silence != null) {
                connection.giveUp(this, silence);
            }
        }
    }

    // ---- answers, on the loop of the stream

    @Override
    public void onHeaders(final Metadata headers) {
        if (!opened) {
            loop = threads.currentLoop();
            opened = true;
            unary.partOf(this);
            opening.opened(this);
        }
    }

    @Override
    public void onMessage(final InputStream message) {
        try {
            received = FrameStream.readFrame(message, received);
            signsOfLife.seen();
            reader.wrap(received, 0, received.limit());
            traffic.received(onEntries(), received.limit());
        } catch (final FrameFormatException | IOException e) {
            fault = "a malformed frame: " + e.getMessage();
            breakStream("malformed frame: " + e.getMessage(), e);
        }
        if (++framesReceived % FRAMES_ASKED_FOR == 0) {
            call.request(FRAMES_ASKED_FOR);
        }
        if (received.capacity() > FrameSizes.MAX_KEPT_BYTES) {
            received = ByteBuffer.allocate(FrameSizes.INITIAL_BYTES);
        }
        if (retiring) {
            runOnLoop(drain);
        }
    }

    /** Tells all answers of a frame; to the connection, they are one callback. Returns how many there were. */
    private int onEntries() throws FrameFormatException {
        int count = 0;
        final boolean entered = connection.enterCallback();
        try {
            while (reader.next()) {
                count++;
                onEntry();
            }
        } finally {
            connection.leaveCallback(entered);
        }
        return count;
    }

    private void onEntry() {
        final long callId = reader.callId();
        final StreamCall place = calls.place(StreamCall.indexOf(callId));
        if (place == null) {
            return;
        }
        final long state = place.state();
        final boolean awaited = StreamCall.callId(state) == callId && StreamCall.stage(state) == StreamCall.WRITTEN;
        final long correlationId = place.correlationId();
        final boolean store = place.isStore();
        final byte kind = place.kind();
        final long deadlineNs = place.deadlineNs();
        if (!awaited || !place.move(state, StreamCall.FREE)) {
            // Its end was told already.
            return;
        }
        if (reader.isTooLarge() && !store) {
            largeReads.sawLarge();
            askAgain(place, correlationId, deadlineNs);
            return;
        }
        if (reader.isFailure()) {
            final Failure failure = failureOf(place);
            calls.give(place);
            claimed();
            connection.tellFailure(correlationId, failure);
            return;
        }
        if (kind == ReplicaRequest.READ) {
            largeReads.sawSmall();
        }
        calls.give(place);
        final boolean answersStore = reader.result() >= ReplicaReply.STORED;
        if (reader.isTooLarge()
                || store != answersStore
                || (reader.incarnationHigh() == 0 && reader.incarnationLow() == 0)) {
            claimed();
            connection.tellFailure(
                    correlationId,
                    Failure.maybeApplied(
                            ReplicaListener.CODE_PROTOCOL,
                            "a request of kind " + kind + " was answered by result " + reader.result() + " of store "
                                    + reader.incarnationHigh() + '/' + reader.incarnationLow()));
            return;
        }
        // A callback may send again, and so needs the room.
        connection.calls().release();
        connection.tellReplyInside(correlationId, reader);
    }

    /** What the node says of a request that failed. Never throws: the callback is due. */
    private Failure failureOf(final StreamCall place) {
        try {
            final int code =
                    reader.code() > ReplicaListener.CODE_STALE_EPOCH ? ReplicaListener.CODE_UNKNOWN : reader.code();
            return new Failure(reader.fate(), code, PeerText.clean(reader.detail(), place.value()));
        } catch (final RuntimeException | Error e) {
            LOG.error("a failure could not be read", e);
            return UNREADABLE;
        }
    }

    /** The room of the call stays taken: it goes on as a unary call. */
    private void askAgain(final StreamCall place, final long correlationId, final long deadlineNs) {
        try {
            unary.send(correlationId, place.request(), deadlineNs);
        } catch (final RuntimeException | Error e) {
            LOG.error("a read of a large value could not be sent again", e);
            claimed();
            connection.tellFailure(
                    correlationId,
                    Failure.maybeApplied(ReplicaListener.CODE_UNKNOWN, "the read could not be sent again: " + e));
        } finally {
            calls.give(place);
        }
    }

    @Override
    public void onClose(final Status status, final Metadata trailers) {
        ended = true;
        if (!opened) {
            opening.refused(status);
            return;
        }
        final String malformed = fault;
        final String cause = malformed != null
                ? malformed
                : status.isOk() ? "connection closed by the peer" : Causes.ofConnection(status);
        final int code = malformed != null ? ReplicaListener.CODE_PROTOCOL : ReplicaListener.CODE_DISCONNECTED;
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            connection.doWithoutStream();
        }
        connection.giveUp(this, cause);
        abandon(Failure.maybeApplied(code, cause));
        connection.sessionEnded(this);
        runOnLoop(drain);
    }

    /** How many places of requests are not free. */
    int placesInUse() {
        int count = 0;
        for (int i = 0; i < calls.capacity(); i++) {
            final StreamCall place = calls.place(i);
            count += place == null || StreamCall.stage(place.state()) == StreamCall.FREE ? 0 : 1;
        }
        return count;
    }

    // ---- the end

    @Override
    public boolean retire() {
        retiring = true;
        runOnLoop(drain);
        return true;
    }

    private void breakStream(final String why, final Throwable cause) {
        broken = true;
        call.cancel(why, cause);
    }

    /** The peer wants to go: once the last call has ended, so does the stream. */
    private void endWhenIdle() {
        if (halfClosed || ended || broken || placesInUse() > 0) {
            return;
        }
        halfClosed = true;
        call.halfClose();
    }
}

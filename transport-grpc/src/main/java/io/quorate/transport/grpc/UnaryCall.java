package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.transport.ReplicaListener;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request as one gRPC call, and its one callback.
 *
 * <p>gRPC's listener methods come one at a time, mostly on the event loop; {@link #cancel} and {@link #abandon} come from anywhere.
 * Whoever sets {@code done} first gives the callback; everybody else finds the call ended.
 */
final class UnaryCall<M> extends ClientCall.Listener<M> implements PendingCall {
    private static final VarHandle DONE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "done", VarHandle.class, UnaryCall.class, boolean.class);
    private static final Logger LOG = LoggerFactory.getLogger(UnaryCall.class);
    private static final String ABANDONED = "the connection was closed on this side";
    private static final String OVERDUE = "no answer by the deadline";
    private static final String CANCELLED = "cancelled by the caller";

    private final GrpcConnection connection;
    private final UnarySession session;
    private final long correlationId;
    private final long deadlineNs;
    private final long sentTimestamp;
    private final boolean cancellable;
    private final ByteString value;
    private final Answers.Reader<M> reader;
    private final CallTrace trace = new CallTrace();
    private int slot;

    private volatile @Nullable ClientCall<?, M> call;
    private volatile boolean cancelled;
    private volatile boolean overdue;

    @SuppressWarnings("unused") // written through DONE
    private volatile boolean done;

    private @Nullable M answer;
    private boolean answeredTwice;

    UnaryCall(
            final GrpcConnection connection,
            final UnarySession session,
            final long correlationId,
            final long deadlineNs,
            final long sentTimestamp,
            final boolean cancellable,
            final ByteString value,
            final Answers.Reader<M> reader) {
        this.connection = connection;
        this.session = session;
        this.correlationId = correlationId;
        this.deadlineNs = deadlineNs;
        this.sentTimestamp = sentTimestamp;
        this.cancellable = cancellable;
        this.value = value;
        this.reader = reader;
    }

    /** Sends the request, under these headers. */
    <Q> void start(final ClientCall<Q, M> newCall, final Metadata headers, final Q request) {
        call = newCall;
        if (done) {
            return;
        }
        try {
            trace.starting();
            try {
                newCall.start(this, headers);
            } finally {
                CallTrace.started();
            }
            // Two, although one is expected: the second lets the status come without another request.
            newCall.request(2);
            newCall.sendMessage(request);
            newCall.halfClose();
        } catch (final RuntimeException | Error e) {
            newCall.cancel("the request could not be sent", e);
            fail(unsent(e));
        }
        if (overdue) {
            newCall.cancel(OVERDUE, null);
        }
        if (done) {
            // Abandoned while it was being started: then whoever abandoned it may have found nothing to cancel.
            newCall.cancel(ABANDONED, null);
        }
    }

    /** gRPC refuses to go on with a call that was cancelled meanwhile. */
    private Failure unsent(final Throwable cause) {
        if (overdue) {
            return Failure.maybeApplied(ReplicaListener.CODE_DEADLINE, OVERDUE);
        }
        return cancelled
                ? Failure.maybeApplied(ReplicaListener.CODE_CANCELLED, CANCELLED)
                : Failure.maybeApplied(
                        ReplicaListener.CODE_UNKNOWN, PeerText.clean("the request could not be sent: " + cause));
    }

    /** Ends the call without sending it. */
    void fail(final Failure failure) {
        if (claim()) {
            connection.tellFailure(correlationId, failure);
        }
    }

    @Override
    public void setSlot(final int newSlot) {
        slot = newSlot;
    }

    @Override
    public long correlationId() {
        return correlationId;
    }

    @Override
    public long deadlineNs() {
        return deadlineNs;
    }

    @Override
    public void expire() {
        overdue = true;
        final ClientCall<?, M> started = call;
        if (started != null) {
            started.cancel(OVERDUE, null);
        }
    }

    @Override
    public void cancel() {
        final ClientCall<?, M> started = call;
        if (cancellable && started != null) {
            cancelled = true;
            started.cancel(CANCELLED, null);
        }
    }

    @Override
    public void abandon(final Failure failure) {
        if (!claim()) {
            return;
        }
        final ClientCall<?, M> started = call;
        if (started == null) {
            // It will find itself done before it starts.
            connection.tellFailure(
                    correlationId, new Failure(ReplicaListener.NOT_SENT, failure.code(), failure.detail()));
        } else {
            connection.tellFailure(correlationId, failure);
            started.cancel(ABANDONED, null);
        }
    }

    @Override
    public void onMessage(final M message) {
        answeredTwice = answer != null;
        answer = message;
    }

    @Override
    public void onClose(final Status told, final Metadata trailers) {
        if (!claim()) {
            return;
        }
        final Status status = endedAtDeadline(told) ? Status.DEADLINE_EXCEEDED : told;
        if (trace.trailersReceived()) {
            session.onSignOfLife();
        } else if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            session.onSilence();
        }
        if (!status.isOk()) {
            connection.tellFailure(correlationId, StatusMapping.failureOf(status, trailers, trace, value, cancelled));
            return;
        }
        final M message = answer;
        if (message == null || answeredTwice) {
            connection.tellFailure(
                    correlationId,
                    Failure.maybeApplied(
                            ReplicaListener.CODE_PROTOCOL,
                            message == null ? "the server sent no response" : "the server sent two responses"));
            return;
        }
        final GrpcReply reply = new GrpcReply();
        final Failure failure = read(message, reply);
        if (failure == null) {
            connection.tellReply(correlationId, reply);
        } else {
            connection.tellFailure(
                    correlationId,
                    new Failure(failure.fate(), failure.code(), PeerText.clean(failure.detail(), value)));
        }
    }

    /** Whoever ends what is overdue does it by cancelling: this side, or the server a moment earlier. */
    private boolean endedAtDeadline(final Status status) {
        return status.getCode() == Status.Code.CANCELLED
                && (overdue || (!cancelled && connection.nowNs() - deadlineNs >= 0));
    }

    /** Null if the message is an answer. Never throws: the callback is due. */
    private @Nullable Failure read(final M message, final GrpcReply reply) {
        try {
            reader.read(message, session.peer(), sentTimestamp, reply);
            return null;
        } catch (final BadAnswerException e) {
            return e.failure();
        } catch (final RuntimeException | Error e) {
            LOG.error("a response could not be read", e);
            return Failure.maybeApplied(ReplicaListener.CODE_PROTOCOL, "the response could not be read: " + e);
        }
    }

    /** True for the one caller that may, and must, give the callback. The room is given back first: a callback may send again. */
    private boolean claim() {
        if (!DONE.compareAndSet(this, false, true)) {
            return false;
        }
        connection.callbackDue();
        connection.calls().releaseBytes(value.size());
        connection.calls().remove(slot);
        return true;
    }
}

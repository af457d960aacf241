package io.quorate.transport.grpc;

import com.google.protobuf.AbstractMessage;
import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.quorate.proto.kvstore.GetRequest;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.PutRequest;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.proto.kvstore.RingStateRequest;
import io.quorate.proto.v1.ReadVersionRequest;
import io.quorate.proto.v1.ReadVersionResponse;
import io.quorate.proto.v1.ReplicaGrpc;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;

/**
 * Sends every request as a unary call of its own.
 *
 * <p>What a server cannot take is refused here, before anything is sent: a repair of a server that stamps on its own clock would make
 * an old value the newest and destroy acknowledged writes.
 */
final class UnarySession implements Session {
    private static final CallOptions OPTIONS = CallOptions.DEFAULT.withStreamTracerFactory(CallTrace.FACTORY);

    private final GrpcConnection connection;
    private final Channel channel;
    private final PeerKind peer;
    private final UnaryRequests requests;
    private final TimeoutHeader timeouts;
    private final int maxOutboundMessageBytes;
    private final SignsOfLife signsOfLife;
    /** What ends when the server is silent: this, unless it serves a stream. */
    private Session whole = this;

    UnarySession(
            final GrpcConnection connection,
            final GrpcTransport transport,
            final Channel channel,
            final PeerKind peer) {
        final GrpcTransportOptions options = transport.options();
        this.connection = connection;
        this.requests = transport.unaryRequests();
        this.timeouts = transport.timeouts();
        this.channel = channel;
        this.peer = peer;
        this.maxOutboundMessageBytes = options.maxOutboundMessageBytes();
        this.signsOfLife = new SignsOfLife(options);
    }

    @Override
    public PeerKind peer() {
        return peer;
    }

    @Override
    public void flush() {
        // Every call is on its way already: there is nothing to end.
    }

    @Override
    public void cancel(final long correlationId) {
        connection.calls().cancel(correlationId);
    }

    @Override
    public void abandon(final Failure failure) {
        connection.calls().abandonAll(failure);
    }

    @Override
    public boolean retire() {
        // Every call ends by itself, and is in the connection's table until then.
        return false;
    }

    @Override
    public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        switch (request.kind()) {
            case ReplicaRequest.READ -> read(correlationId, request, deadlineNs);
            case ReplicaRequest.READ_VERSION -> readVersion(correlationId, request, deadlineNs);
            case ReplicaRequest.STORE, ReplicaRequest.REPAIR -> {
                return store(correlationId, request, deadlineNs);
            }
            case ReplicaRequest.RING_STATE ->
                start(
                        newCall(correlationId, request, deadlineNs, ByteString.EMPTY, Answers::ringState),
                        KVStoreGrpc.getGetRingStateMethod(),
                        RingStateRequest.getDefaultInstance());
            default ->
                newCall(correlationId, request, deadlineNs, ByteString.EMPTY, Answers::ringState)
                        .fail(Failure.refused(
                                ReplicaListener.CODE_UNSUPPORTED,
                                "requests of kind " + request.kind() + " cannot be sent over gRPC"));
        }
        return ReplicaConnection.ACCEPTED;
    }

    private void read(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final UnaryRequest outgoing = requests.of(request, peer.older());
        final UnaryCall<GetResponse> call = newCall(correlationId, request, deadlineNs, ByteString.EMPTY, Answers::get);
        if (takesKey(outgoing, call)) {
            start(call, KVStoreGrpc.getGetMethod(), (GetRequest) outgoing.message());
        }
    }

    private void readVersion(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final UnaryRequest outgoing = requests.of(request, peer.older());
        final UnaryCall<ReadVersionResponse> call =
                newCall(correlationId, request, deadlineNs, ByteString.EMPTY, Answers::version);
        if (takes(Capabilities.READ_VERSION, "reads of versions", call)) {
            start(call, ReplicaGrpc.getReadVersionMethod(), (ReadVersionRequest) outgoing.message());
        }
    }

    private int store(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        if (!connection.calls().acquireBytes(request.valueLength())) {
            return ReplicaConnection.BACK_PRESSURED;
        }
        final UnaryRequest outgoing;
        try {
            outgoing = requests.of(request, peer.older());
        } catch (final RuntimeException | Error e) {
            connection.calls().releaseBytes(request.valueLength());
            throw e;
        }
        final UnaryCall<PutResponse> call = newCall(correlationId, request, deadlineNs, outgoing.value(), Answers::put);
        if (request.kind() == ReplicaRequest.REPAIR && peer.stamping()) {
            call.fail(Failure.refused(
                    ReplicaListener.CODE_UNSUPPORTED,
                    "the server stamps on its own clock: a repair would make an old value the newest"));
            return ReplicaConnection.ACCEPTED;
        }
        final boolean fits = (!Requests.isTombstone(request) || takes(Capabilities.TOMBSTONE, "deletes", call))
                && takesKey(outgoing, call)
                && (outgoing.isTextValue() || takes(Capabilities.BINARY, "a value that is not UTF-8", call));
        if (fits) {
            start(call, KVStoreGrpc.getPutMethod(), (PutRequest) outgoing.message());
        }
        return ReplicaConnection.ACCEPTED;
    }

    private boolean takesKey(final UnaryRequest outgoing, final UnaryCall<?> call) {
        return outgoing.isTextKey() || takes(Capabilities.BINARY, "a key that is not UTF-8", call);
    }

    private boolean takes(final long capability, final String what, final UnaryCall<?> call) {
        if (peer.can(capability)) {
            return true;
        }
        call.fail(Failure.refused(ReplicaListener.CODE_UNSUPPORTED, peer + " does not take " + what));
        return false;
    }

    private <M> UnaryCall<M> newCall(
            final long correlationId,
            final ReplicaRequest request,
            final long deadlineNs,
            final ByteString value,
            final Answers.Reader<M> reader) {
        final boolean cancellable = request.kind() != ReplicaRequest.STORE && request.kind() != ReplicaRequest.REPAIR;
        final UnaryCall<M> call = new UnaryCall<>(
                connection, this, correlationId, deadlineNs, request.timestamp(), cancellable, value, reader);
        connection.calls().add(call);
        return call;
    }

    private <Q extends AbstractMessage, M> void start(
            final UnaryCall<M> call, final MethodDescriptor<Q, M> method, final Q request) {
        final int sizeBytes = request.getSerializedSize();
        if (sizeBytes > maxOutboundMessageBytes) {
            call.fail(Failure.refused(
                    ReplicaListener.CODE_TOO_LARGE,
                    "the request has " + sizeBytes + " bytes, maxOutboundMessageBytes=" + maxOutboundMessageBytes));
            return;
        }
        final long remainingNs = call.deadlineNs() - connection.nowNs();
        if (remainingNs <= 0) {
            call.fail(Failure.notSent(ReplicaListener.CODE_DEADLINE, "the deadline had passed before the send"));
            return;
        }
        connection.expireBy(call.deadlineNs());
        call.start(newCall(method), timeouts.of(remainingNs), request);
    }

    /**
     * A call that is nobody's child. Under the context of a server's call, where a caller may well be, it would be cancelled when that
     * call ends, and a store that is on its way to the last replicas with it.
     */
    private <Q, M> ClientCall<Q, M> newCall(final MethodDescriptor<Q, M> method) {
        final Context callers = Context.ROOT.attach();
        try {
            return channel.newCall(method, OPTIONS);
        } finally {
            Context.ROOT.detach(callers);
        }
    }

    /** To be called before the first send, if this is only a part of another session. */
    void partOf(final Session other) {
        whole = other;
    }

    SignsOfLife signsOfLife() {
        return signsOfLife;
    }

    /** The server answered something. */
    void onSignOfLife() {
        signsOfLife.seen();
    }

    /** A call ended at its deadline. */
    void onSilence() {
        final String silence = signsOfLife.missed(connection.nowNs());
        if (silence != null) {
            connection.giveUp(whole, silence);
        }
    }
}

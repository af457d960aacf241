package io.quorate.transport.grpc;

import com.google.protobuf.AbstractMessage;
import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.RingStateRequest;
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
    private final GrpcConnection connection;
    private final Channel channel;
    private final PeerKind peer;
    private final DeadlineOptions callOptions;
    private final int maxOutboundMessageBytes;
    private final SignsOfLife signsOfLife;
    /** What ends when the server is silent: this, unless it serves a stream. */
    private Session whole = this;

    UnarySession(
            final GrpcConnection connection,
            final Channel channel,
            final PeerKind peer,
            final DeadlineOptions callOptions,
            final GrpcTransportOptions options) {
        this.connection = connection;
        this.channel = channel;
        this.peer = peer;
        this.callOptions = callOptions;
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
                        newCall(correlationId, request, ByteString.EMPTY, Answers::ringState),
                        KVStoreGrpc.getGetRingStateMethod(),
                        RingStateRequest.getDefaultInstance(),
                        deadlineNs);
            default ->
                newCall(correlationId, request, ByteString.EMPTY, Answers::ringState)
                        .fail(Failure.refused(
                                ReplicaListener.CODE_UNSUPPORTED,
                                "requests of kind " + request.kind() + " cannot be sent over gRPC"));
        }
        return ReplicaConnection.ACCEPTED;
    }

    private void read(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final ByteString key = Requests.keyOf(request);
        final UnaryCall<io.quorate.proto.kvstore.GetResponse> call =
                newCall(correlationId, request, ByteString.EMPTY, Answers::get);
        if (takesBytes(key, "key", call)) {
            start(call, KVStoreGrpc.getGetMethod(), Requests.get(request, key, peer.older()), deadlineNs);
        }
    }

    private void readVersion(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final ByteString key = Requests.keyOf(request);
        final UnaryCall<io.quorate.proto.v1.ReadVersionResponse> call =
                newCall(correlationId, request, ByteString.EMPTY, Answers::version);
        if (takes(Capabilities.READ_VERSION, "reads of versions", call)) {
            start(call, ReplicaGrpc.getReadVersionMethod(), Requests.readVersion(request, key), deadlineNs);
        }
    }

    private int store(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final ByteString key = Requests.keyOf(request);
        final ByteString value = Requests.valueOf(request);
        if (!connection.calls().acquireBytes(value.size())) {
            return ReplicaConnection.BACK_PRESSURED;
        }
        final UnaryCall<io.quorate.proto.kvstore.PutResponse> call =
                newCall(correlationId, request, value, Answers::put);
        if (request.kind() == ReplicaRequest.REPAIR && peer.stamping()) {
            call.fail(Failure.refused(
                    ReplicaListener.CODE_UNSUPPORTED,
                    "the server stamps on its own clock: a repair would make an old value the newest"));
            return ReplicaConnection.ACCEPTED;
        }
        final boolean fits = (!Requests.isTombstone(request) || takes(Capabilities.TOMBSTONE, "deletes", call))
                && takesBytes(key, "key", call)
                && takesBytes(value, "value", call);
        if (fits) {
            start(call, KVStoreGrpc.getPutMethod(), Requests.put(request, key, value, peer.older()), deadlineNs);
        }
        return ReplicaConnection.ACCEPTED;
    }

    private boolean takesBytes(final ByteString bytes, final String what, final UnaryCall<?> call) {
        return bytes.isValidUtf8() || takes(Capabilities.BINARY, "a " + what + " that is not UTF-8", call);
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
            final ByteString value,
            final Answers.Reader<M> reader) {
        final boolean cancellable = request.kind() != ReplicaRequest.STORE && request.kind() != ReplicaRequest.REPAIR;
        final UnaryCall<M> call =
                new UnaryCall<>(connection, this, correlationId, request.timestamp(), cancellable, value, reader);
        connection.calls().add(call);
        return call;
    }

    private <Q extends AbstractMessage, M> void start(
            final UnaryCall<M> call, final MethodDescriptor<Q, M> method, final Q request, final long deadlineNs) {
        final int sizeBytes = request.getSerializedSize();
        if (sizeBytes > maxOutboundMessageBytes) {
            call.fail(Failure.refused(
                    ReplicaListener.CODE_TOO_LARGE,
                    "the request has " + sizeBytes + " bytes, maxOutboundMessageBytes=" + maxOutboundMessageBytes));
            return;
        }
        final long remainingNs = deadlineNs - connection.nowNs();
        if (remainingNs <= 0) {
            call.fail(Failure.notSent(ReplicaListener.CODE_DEADLINE, "the deadline had passed before the send"));
            return;
        }
        call.start(channel.newCall(method, callOptions.until(deadlineNs, remainingNs)), request);
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

package io.quorate.transport.grpc;

import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.RingStateRequest;
import io.quorate.proto.kvstore.RingStateResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect to a node, and the channel that it made: resolves the name, connects, asks who is there.
 *
 * <p>The first call makes the channel connect, and ends with the cause when it cannot: gRPC tells it nowhere else. All of it shares one
 * deadline. A dial is made for a Quorate node or for an older server: older servers close connections that ping them while they are
 * idle, and whether a channel does that is fixed when it is made.
 */
final class Dial {
    private static final String STREAM_NOT_OPENED = "the stream was not opened in time";

    private final GrpcConnection connection;
    private final GrpcTransport transport;
    private final boolean forOlder;
    private final boolean second;
    private final Deadline deadline;
    private volatile @Nullable ManagedChannel channel;
    private volatile boolean lost;

    Dial(final GrpcConnection connection, final GrpcTransport transport, final boolean forOlder, final boolean second) {
        this.connection = connection;
        this.transport = transport;
        this.forOlder = forOlder;
        this.second = second;
        this.deadline = Deadline.after(transport.options().dialTimeoutNs(), TimeUnit.NANOSECONDS);
    }

    void start() {
        final ManagedChannel created;
        try {
            created = transport.newChannel(connection.node().address(), !forOlder);
        } catch (final RuntimeException e) {
            connection.dialFailed(this, "the address cannot be dialled: " + PeerText.clean(e.getMessage()));
            return;
        }
        channel = created;
        watch(created, ConnectivityState.IDLE);
        KVStoreGrpc.newStub(created)
                .withDeadline(deadline)
                .getRingState(RingStateRequest.getDefaultInstance(), new RingStateObserver());
    }

    ManagedChannel channel() {
        final ManagedChannel current = channel;
        if (current == null) {
            throw new IllegalStateException("the dial has not started");
        }
        return current;
    }

    /** Whether it follows a dial that met the other kind of server. */
    boolean isSecond() {
        return second;
    }

    /** Whether the connection was there and is gone again. */
    boolean isLost() {
        return lost;
    }

    /** Closes the connection at once. */
    void drop() {
        final ManagedChannel current = channel;
        if (current != null) {
            current.shutdownNow();
        }
    }

    /** Closes the connection when the calls on it have ended. */
    void retire() {
        channel().shutdown();
    }

    private void watch(final ManagedChannel watched, final ConnectivityState last) {
        watched.notifyWhenStateChanged(last, () -> {
            final ConnectivityState state = watched.getState(false);
            if (state == ConnectivityState.TRANSIENT_FAILURE || state == ConnectivityState.SHUTDOWN) {
                lost = true;
                connection.connectionLost(this);
            } else {
                watch(watched, state);
            }
        });
    }

    private void identify(final RingStateResponse answer) {
        final boolean older = answer.getIncarnationHigh() == 0 && answer.getIncarnationLow() == 0;
        if (older != forOlder) {
            connection.dialOtherwise(this, older);
            return;
        }
        if (!older) {
            final UnarySession unary = unarySession(PeerKind.quorate(answer.getCapabilities()));
            if (connection.wantsStream()) {
                openStream(unary);
            } else {
                connection.dialled(this, unary);
            }
            return;
        }
        switch (transport.options().legacyServers()) {
            case HONOURING -> connection.dialled(this, unarySession(PeerKind.HONOURING));
            case STAMPING -> connection.dialled(this, unarySession(PeerKind.STAMPING));
            case PROBE ->
                new LegacyProbe(KVStoreGrpc.newStub(channel()).withDeadline(deadline), connection.node())
                        .run(peer -> connection.dialled(this, unarySession(peer)));
        }
    }

    private UnarySession unarySession(final PeerKind peer) {
        return new UnarySession(connection, transport, channel(), peer);
    }

    private void openStream(final UnarySession unary) {
        final StreamSession stream =
                new StreamSession(connection, transport, unary, channel(), new StreamOpening(unary));
        stream.open();
        transport.onLoopAfter(
                Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)),
                () -> stream.cancelUnopened(STREAM_NOT_OPENED));
    }

    private String causeOf(final Status status) {
        return status.getCode() == Status.Code.DEADLINE_EXCEEDED || STREAM_NOT_OPENED.equals(status.getDescription())
                ? "no answer to the handshake within "
                        + TimeUnit.NANOSECONDS.toMillis(transport.options().dialTimeoutNs()) + " ms"
                : Causes.ofHandshake(status);
    }

    /** Takes the answer to the first call. */
    private final class RingStateObserver implements StreamObserver<RingStateResponse> {
        private @Nullable RingStateResponse answer;

        @Override
        public void onNext(final RingStateResponse value) {
            answer = value;
        }

        @Override
        public void onError(final Throwable thrown) {
            connection.dialFailed(Dial.this, causeOf(Status.fromThrowable(thrown)));
        }

        @Override
        public void onCompleted() {
            final RingStateResponse taken = answer;
            if (taken == null) {
                connection.dialFailed(Dial.this, "the server sent no response to the handshake");
            } else {
                identify(taken);
            }
        }
    }

    /** Takes the answer to the wish for a stream. */
    private final class StreamOpening implements StreamSession.Opening {
        private final UnarySession unary;

        StreamOpening(final UnarySession unary) {
            this.unary = unary;
        }

        @Override
        public void opened(final StreamSession session) {
            connection.dialled(Dial.this, session);
        }

        @Override
        public void refused(final Status status) {
            if (status.getCode() == Status.Code.UNIMPLEMENTED) {
                connection.dialled(Dial.this, unary);
            } else {
                connection.dialFailed(Dial.this, causeOf(status));
            }
        }
    }
}

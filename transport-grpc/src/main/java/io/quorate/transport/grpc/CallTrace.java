package io.quorate.transport.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What gRPC tells of one call beside its status: how far the request came, and whether the status was the server's own.
 *
 * <p>Written by whatever thread does that step, read when the call has closed.
 *
 * <p>gRPC asks a factory in the call's options for the trace, on the thread that starts the call. One factory serves all calls, so that
 * calls can share their options, which cost more to make than the trace: it finds the trace with the thread.
 */
final class CallTrace extends ClientStreamTracer {
    private static final ThreadLocal<@Nullable CallTrace> STARTING = new ThreadLocal<>();

    /** Gives a call the trace under which it is started. */
    static final ClientStreamTracer.Factory FACTORY = new ClientStreamTracer.Factory() {
        @Override
        public ClientStreamTracer newClientStreamTracer(final StreamInfo info, final Metadata headers) {
            final CallTrace starting = STARTING.get();
            if (starting == null) {
                // The call that belongs to it finds its own trace unattached, and knows that it knows nothing.
                return new CallTrace();
            }
            starting.attached = true;
            return starting;
        }
    };

    private volatile boolean attached;
    private volatile boolean streamCreated;
    private volatile boolean headersSent;
    private volatile boolean trailersReceived;

    /** To be called around the start of the call, on the thread that starts it. */
    void starting() {
        STARTING.set(this);
    }

    /** Ends what {@link #starting} began. */
    static void started() {
        // The entry stays for the next call on this thread.
        STARTING.set(null);
    }

    /** False: the request never reached a connection. */
    boolean streamCreated() {
        return streamCreated || !attached;
    }

    /** False: the first byte of the request had not been handed to the operating system when this was asked. */
    boolean headersSent() {
        return headersSent || !attached;
    }

    /** False: the status was made on this side. */
    boolean trailersReceived() {
        return trailersReceived;
    }

    @Override
    public void streamCreated(final Attributes transportAttributes, final Metadata headers) {
        streamCreated = true;
    }

    @Override
    public void outboundHeaders() {
        headersSent = true;
    }

    @Override
    public void inboundTrailers(final Metadata trailers) {
        trailersReceived = true;
    }
}

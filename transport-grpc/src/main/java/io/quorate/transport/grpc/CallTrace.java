package io.quorate.transport.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * What gRPC tells of one call beside its status: how far the request came, and whether the status was the server's own.
 *
 * <p>Written by whatever thread does that step, read when the call has closed.
 */
final class CallTrace extends ClientStreamTracer {
    private volatile boolean streamCreated;
    private volatile boolean headersSent;
    private volatile boolean trailersReceived;

    /** False: the request never reached a connection. */
    boolean streamCreated() {
        return streamCreated;
    }

    /** False: the first byte of the request had not been handed to the operating system when this was asked. */
    boolean headersSent() {
        return headersSent;
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

    /** Makes the trace of one call known to gRPC. */
    static final class Factory extends ClientStreamTracer.Factory {
        private final CallTrace trace;

        Factory(final CallTrace trace) {
            this.trace = trace;
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(final StreamInfo info, final Metadata headers) {
            return trace;
        }
    }
}

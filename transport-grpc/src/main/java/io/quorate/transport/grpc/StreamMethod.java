package io.quorate.transport.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.InputStream;

/** The call {@code quorate.v1.ReplicaStream/Operate}, whose messages are frames as they are; {@code proto/STREAM.md} has the format. */
final class StreamMethod {
    static final String SERVICE = "quorate.v1.ReplicaStream";

    /** Header of a request for a stream: the largest frame that the client takes, in bytes. */
    static final Metadata.Key<String> MAX_FRAME_BYTES =
            Metadata.Key.of("quorate-max-frame-bytes", Metadata.ASCII_STRING_MARSHALLER);

    static final MethodDescriptor<InputStream, InputStream> OPERATE =
            MethodDescriptor.<InputStream, InputStream>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Operate"))
                    .setRequestMarshaller(FrameStream.MARSHALLER)
                    .setResponseMarshaller(FrameStream.MARSHALLER)
                    .build();

    private StreamMethod() {}
}

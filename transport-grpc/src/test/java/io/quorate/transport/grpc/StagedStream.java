package io.quorate.transport.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.ReplyFrameWriter;
import io.quorate.transport.frame.RequestFrameReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node's end of a stream, on which a test says what it likes, and sees what came, frame by frame. */
final class StagedStream {
    private final List<byte[]> frames = new CopyOnWriteArrayList<>();
    private final boolean reads;
    private volatile @Nullable ServerCall<InputStream, InputStream> call;

    /** One that reads all frames. */
    StagedStream() {
        this(true);
    }

    /** One that reads frames, or none ever. */
    StagedStream(final boolean reads) {
        this.reads = reads;
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(StreamMethod.SERVICE)
                .addMethod(StreamMethod.OPERATE, (opened, headers) -> {
                    call = opened;
                    opened.sendHeaders(new Metadata());
                    if (reads) {
                        opened.request(Integer.MAX_VALUE);
                    }
                    return new ServerCall.Listener<InputStream>() {
                        @Override
                        public void onMessage(final InputStream message) {
                            try {
                                frames.add(message.readAllBytes());
                            } catch (final IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    };
                })
                .build();
    }

    /** The frames that have come so far. */
    List<byte[]> frames() {
        return frames;
    }

    /** Waits for so many requests, in however many frames. */
    List<Sent> awaitRequests(final int count) {
        Waiting.until(count + " requests have come", () -> requests().size() >= count);
        return requests();
    }

    List<Sent> requests() {
        final List<Sent> all = new ArrayList<>();
        for (final byte[] frame : frames) {
            final RequestFrameReader reader = new RequestFrameReader().wrap(ByteBuffer.wrap(frame), 0, frame.length);
            while (reader.next()) {
                all.add(new Sent(
                        reader.callId(),
                        reader.isCancel(),
                        reader.isCancel() ? 0 : reader.timeoutUs(),
                        reader.isCancel() ? null : TestRequest.copyOf(reader)));
            }
        }
        return all;
    }

    void reply(final long callId, final TestReply reply) {
        final ByteBuffer frame = ByteBuffer.allocate(FrameFormat.MAX_FRAME_BYTES);
        final int length = ReplyFrameWriter.entry(reply, callId, frame, FrameFormat.REPLY_FRAME_HEADER_BYTES);
        sendFrame(frame, length, reply);
    }

    void fail(final long callId, final int fate, final int code, final String detail) {
        final ByteBuffer frame = ByteBuffer.allocate(FrameFormat.MAX_FRAME_BYTES);
        final int length =
                ReplyFrameWriter.failure(callId, fate, code, detail, frame, FrameFormat.REPLY_FRAME_HEADER_BYTES);
        sendFrame(frame, length, null);
    }

    void sendBytes(final byte[] frame) {
        opened().sendMessage(new ByteArrayInputStream(frame));
    }

    void end(final Status status) {
        opened().close(status, new Metadata());
    }

    private void sendFrame(final ByteBuffer frame, final int entryBytes, final @Nullable TestReply reply) {
        ReplyFrameWriter.header(
                frame,
                0,
                1,
                1,
                2,
                reply == null ? 0 : reply.incarnationHigh(),
                reply == null ? 0 : reply.incarnationLow());
        final byte[] bytes = new byte[FrameFormat.REPLY_FRAME_HEADER_BYTES + entryBytes];
        frame.get(0, bytes);
        sendBytes(bytes);
    }

    private ServerCall<InputStream, InputStream> opened() {
        final ServerCall<InputStream, InputStream> current = call;
        if (current == null) {
            throw new IllegalStateException("no stream has been opened");
        }
        return current;
    }

    /** An entry that came; of a cancel there is no request. */
    record Sent(
            long callId,
            boolean cancel,
            long timeoutUs,
            @Nullable TestRequest request) {}
}

package io.quorate.testkit.simulation;

import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.ReplyFrameReader;
import io.quorate.transport.frame.ReplyFrameWriter;
import io.quorate.transport.frame.RequestFrameReader;
import io.quorate.transport.frame.RequestFrameWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that the messages of one connection have on their way: frames, byte for byte as on a stream to a node; or objects, as by unary
 * calls, where a message does not fit into a frame or the node has no streams. All that the receiver knows of a message is what it reads.
 *
 * <p>A frame carries one message, because each has faults of its own; that of a request also carries the cancels since the last one.
 *
 * <p><b>Threads.</b> The world's.
 */
final class SimulatedWire {
    private static final byte GARBAGE = (byte) 0xA5;
    private static final int MOST_CANCELS = 64;
    private static final int CANCEL_BYTES = 16;
    /** The upper half of a timestamp in an entry of a request. */
    private static final int TIMESTAMP_HIGH_AT = 36;

    private final boolean streams;
    private final PlantedBug bug;
    private final List<Long> cancels = new ArrayList<>();
    private final RequestFrameReader requestReader = new RequestFrameReader();
    private final ReplyFrameReader replyReader = new ReplyFrameReader();

    /** A message under way, which may arrive several times: a frame, or else what it says. */
    record Message<T>(@Nullable ByteBuffer frame, long callId, T content) {}

    /** Takes a request at the node. */
    interface RequestSink {
        void onRequest(long callId, TestRequest request);
    }

    /** Takes an answer at the client; a reply is valid during the call only. */
    interface AnswerSink {
        void onReply(long callId, ReplicaReply reply);

        void onFailure(long callId, int fate, int code, @Nullable String detail);
    }

    SimulatedWire(final boolean streams, final PlantedBug bug) {
        this.streams = streams;
        this.bug = bug;
    }

    boolean hasStreams() {
        return streams;
    }

    // ---- at the client

    /** The node is told with the next request. */
    void cancel(final long callId) {
        if (streams && cancels.size() < MOST_CANCELS) {
            cancels.add(callId);
        }
    }

    /** What was to be told on a connection that broke is not told on the next one. */
    void reset() {
        cancels.clear();
    }

    Message<TestRequest> encode(final TestRequest request, final long callId, final long timeoutUs) {
        final long entryBytes = RequestFrameWriter.entryLength(request);
        return new Message<>(
                streams && entryBytes <= FrameFormat.MAX_ENTRY_BYTES
                        ? frame(request, (int) entryBytes, callId, timeoutUs)
                        : null,
                callId,
                request);
    }

    private ByteBuffer frame(final TestRequest request, final int entryBytes, final long callId, final long timeoutUs) {
        final int cancelBytes = cancels.size() * CANCEL_BYTES;
        final ByteBuffer to = ByteBuffer.allocate(FrameFormat.REQUEST_FRAME_HEADER_BYTES + cancelBytes + entryBytes);
        RequestFrameWriter.header(to, 0, cancels.size() + 1);
        int at = FrameFormat.REQUEST_FRAME_HEADER_BYTES;
        for (final long cancelled : cancels) {
            at += RequestFrameWriter.cancel(cancelled, to, at);
        }
        cancels.clear();
        RequestFrameWriter.entry(request, callId, to, at);
        RequestFrameWriter.timeout(to, at, timeoutUs);
        if (bug == PlantedBug.TIMESTAMP_CUT_IN_FRAME) {
            to.putInt(at + TIMESTAMP_HIGH_AT, 0);
        }
        return to;
    }

    void decodeAnswer(final Message<SimulatedNode.Answer> message, final AnswerSink sink) {
        final ByteBuffer sent = message.frame();
        if (sent == null) {
            final SimulatedNode.Answer answer = message.content();
            final TestReply reply = answer.reply();
            if (reply == null) {
                sink.onFailure(message.callId(), answer.fate(), answer.code(), answer.detail());
            } else {
                // A copy: it may arrive again.
                show(message.callId(), TestReply.copyOf(reply), sink);
            }
            return;
        }
        final byte[] frame = new byte[sent.limit()];
        sent.get(0, frame);
        replyReader.wrap(ByteBuffer.wrap(frame), 0, frame.length);
        while (replyReader.next()) {
            if (replyReader.isFailure()) {
                final String detail = replyReader.detail();
                sink.onFailure(
                        replyReader.callId(), replyReader.fate(), replyReader.code(), detail.isEmpty() ? null : detail);
            } else {
                sink.onReply(replyReader.callId(), replyReader);
            }
        }
        // Whoever keeps the flyweight's bytes beyond the callback is found out.
        Arrays.fill(frame, GARBAGE);
    }

    private static void show(final long callId, final TestReply reply, final AnswerSink sink) {
        sink.onReply(callId, reply);
        Arrays.fill(reply.bytes().array(), GARBAGE);
    }

    // ---- at the node

    /** Cancels are hints, and not taken: what they are about may be under way for long. */
    void decodeRequest(final Message<TestRequest> message, final RequestSink sink) {
        final ByteBuffer frame = message.frame();
        if (frame == null) {
            sink.onRequest(message.callId(), message.content());
            return;
        }
        requestReader.wrap(frame, 0, frame.limit());
        while (requestReader.next()) {
            if (!requestReader.isCancel()) {
                sink.onRequest(requestReader.callId(), TestRequest.copyOf(requestReader));
            }
        }
    }

    Message<SimulatedNode.Answer> encode(final SimulatedNode.Answer answer, final long callId) {
        return new Message<>(streams ? frame(answer, callId) : null, callId, answer);
    }

    private static @Nullable ByteBuffer frame(final SimulatedNode.Answer answer, final long callId) {
        final TestReply reply = answer.reply();
        final long entryBytes =
                reply == null ? ReplyFrameWriter.MAX_BARE_ENTRY_BYTES : ReplyFrameWriter.entryLength(reply);
        if (entryBytes > FrameFormat.MAX_ENTRY_BYTES) {
            return null;
        }
        final ByteBuffer to = ByteBuffer.allocate(FrameFormat.REPLY_FRAME_HEADER_BYTES + (int) entryBytes);
        final int at = FrameFormat.REPLY_FRAME_HEADER_BYTES;
        if (reply == null) {
            // Who refuses is nothing that a client needs to know.
            ReplyFrameWriter.header(to, 0, 1, 0, 0, 0, 0);
            final int length = ReplyFrameWriter.failure(callId, answer.fate(), answer.code(), answer.detail(), to, at);
            return ByteBuffer.wrap(Arrays.copyOf(to.array(), at + length));
        }
        ReplyFrameWriter.header(
                to, 0, 1, reply.ringEpoch(), reply.nodeWallMs(), reply.incarnationHigh(), reply.incarnationLow());
        ReplyFrameWriter.entry(reply, callId, to, at);
        return to;
    }
}

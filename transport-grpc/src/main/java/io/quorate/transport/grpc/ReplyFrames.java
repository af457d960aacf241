package io.quorate.transport.grpc;

import io.grpc.ServerCall;
import io.quorate.node.NodeReply;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.ReplyFrameWriter;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Fills frames with a node's answers, and sends each when it is full, when an answer does not belong into it, or when told to.
 *
 * <p>Who answers stands in the frame once, so that an answer of another epoch begins another frame. Belongs to one event loop.
 */
final class ReplyFrames {
    private static final int MAX_BYTES_AHEAD = 256 << 10;

    private final ServerCall<InputStream, InputStream> call;
    private final int maxFrameBytes;
    private final FrameStream outgoing = new FrameStream();
    private ByteBuffer frame = ByteBuffer.allocate(FrameSizes.INITIAL_BYTES);
    private int count;
    private long bytesAhead;
    private int at = FrameFormat.REPLY_FRAME_HEADER_BYTES;
    private boolean attributed;
    private long ringEpoch;
    private long nodeWallMs;
    private long incarnationHigh;
    private long incarnationLow;

    ReplyFrames(final ServerCall<InputStream, InputStream> call, final int maxFrameBytes) {
        this.call = call;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Whether so much has been sent that gRPC cannot write that no more should be asked of the node. */
    boolean isTooFarAhead() {
        if (bytesAhead > MAX_BYTES_AHEAD && call.isReady()) {
            bytesAhead = 0;
        }
        return bytesAhead > MAX_BYTES_AHEAD;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void reply(final long callId, final NodeReply reply) {
        final long entryBytes = ReplyFrameWriter.entryLength(reply);
        if (entryBytes > FrameFormat.MAX_ENTRY_BYTES) {
            large(callId, reply, entryBytes);
            return;
        }
        if (attributed && !isSameNode(reply)) {
            send();
        }
        makeRoom((int) entryBytes);
        attribute(reply);
        at += ReplyFrameWriter.entry(reply, callId, frame, at);
        count++;
    }

    void failure(final long callId, final int fate, final int code, final @Nullable String detail) {
        makeRoom(ReplyFrameWriter.MAX_BARE_ENTRY_BYTES);
        at += ReplyFrameWriter.failure(callId, fate, code, detail, frame, at);
        count++;
    }

    /** A read can be repeated in another way; the previous value of a store cannot, so it travels alone. */
    private void large(final long callId, final NodeReply reply, final long entryBytes) {
        if (reply.result() < ReplicaReply.STORED) {
            makeRoom(ReplyFrameWriter.MAX_BARE_ENTRY_BYTES);
            at += ReplyFrameWriter.tooLarge(callId, frame, at);
            count++;
            return;
        }
        send();
        final long frameBytes = FrameFormat.REPLY_FRAME_HEADER_BYTES + entryBytes;
        if (frameBytes > maxFrameBytes) {
            failure(
                    callId,
                    ReplicaListener.MAYBE_APPLIED,
                    ReplicaListener.CODE_TOO_LARGE,
                    "response too large: " + frameBytes + " bytes, the client takes " + maxFrameBytes);
            return;
        }
        frame = FrameSizes.grown(frame, 0, (int) frameBytes);
        attribute(reply);
        at += ReplyFrameWriter.entry(reply, callId, frame, at);
        count++;
        send();
        frame = ByteBuffer.allocate(FrameSizes.INITIAL_BYTES);
    }

    /** Sends what the frame holds, if anything. */
    void send() {
        if (count == 0) {
            return;
        }
        ReplyFrameWriter.header(frame, 0, count, ringEpoch, nodeWallMs, incarnationHigh, incarnationLow);
        final int length = at;
        count = 0;
        at = FrameFormat.REPLY_FRAME_HEADER_BYTES;
        attributed = false;
        bytesAhead += length;
        call.sendMessage(outgoing.of(frame, length));
    }

    private void makeRoom(final int entryBytes) {
        if (at + entryBytes > FrameFormat.MAX_FRAME_BYTES) {
            send();
        }
        if (at + entryBytes > frame.capacity()) {
            frame = FrameSizes.grown(frame, at, at + entryBytes);
        }
    }

    private void attribute(final NodeReply reply) {
        if (!attributed) {
            attributed = true;
            ringEpoch = reply.ringEpoch();
            nodeWallMs = reply.nodeWallMs();
            incarnationHigh = reply.incarnationHigh();
            incarnationLow = reply.incarnationLow();
        }
    }

    private boolean isSameNode(final NodeReply reply) {
        return ringEpoch == reply.ringEpoch()
                && incarnationHigh == reply.incarnationHigh()
                && incarnationLow == reply.incarnationLow();
    }
}

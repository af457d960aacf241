package io.quorate.engine;

import io.quorate.quorum.ValueBuffer;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The end of one send, kept until the operation's drainer comes to it.
 *
 * <p><b>Threads.</b> Written by the one thread that has claimed the send, read by the drainer after it has seen the cell's bit.
 */
final class ReplyCell implements ReplicaReply {

    private final ValueBuffer value = new ValueBuffer();
    private int result;
    private long timestamp;
    private long writerId;
    private long incarnationHigh;
    private long incarnationLow;
    private long ringEpoch;
    private long nodeWallMs;
    private int previous;
    private long previousTimestamp;
    private long previousWriterId;

    private int fate;
    private int code;
    private @Nullable String detail;

    void reply(final ReplicaReply reply) {
        fate = 0;
        detail = null;
        result = reply.result();
        timestamp = reply.timestamp();
        writerId = reply.writerId();
        incarnationHigh = reply.incarnationHigh();
        incarnationLow = reply.incarnationLow();
        ringEpoch = reply.ringEpoch();
        nodeWallMs = reply.nodeWallMs();
        previous = reply.previous();
        previousTimestamp = reply.previousTimestamp();
        previousWriterId = reply.previousWriterId();
        value.copyFrom(reply.bytes(), reply.valueOffset(), reply.valueLength());
    }

    void failure(final int newFate, final int newCode, final @Nullable String newDetail) {
        fate = newFate;
        code = newCode;
        detail = newDetail;
    }

    void release(final int largestKeptBytes) {
        value.release(largestKeptBytes);
        detail = null;
    }

    boolean isFailure() {
        return fate != 0;
    }

    /** One of the fates of {@link ReplicaListener}. */
    int fate() {
        return fate;
    }

    int code() {
        return code;
    }

    @Nullable
    String detail() {
        return detail;
    }

    @Override
    public int result() {
        return result;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public long writerId() {
        return writerId;
    }

    @Override
    public long incarnationHigh() {
        return incarnationHigh;
    }

    @Override
    public long incarnationLow() {
        return incarnationLow;
    }

    @Override
    public long ringEpoch() {
        return ringEpoch;
    }

    @Override
    public long nodeWallMs() {
        return nodeWallMs;
    }

    @Override
    public int previous() {
        return previous;
    }

    @Override
    public long previousTimestamp() {
        return previousTimestamp;
    }

    @Override
    public long previousWriterId() {
        return previousWriterId;
    }

    @Override
    public ByteBuffer bytes() {
        return value.view();
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return value.length();
    }
}

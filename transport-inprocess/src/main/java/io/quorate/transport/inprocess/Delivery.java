package io.quorate.transport.inprocess;

import io.quorate.node.NodeReply;
import io.quorate.node.NodeRequest;
import io.quorate.node.ReplySink;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way: a copy of a request, and then the answer to it. Has one owner at a time: the sender, the scheduler, the
 * node, the scheduler again; the last one gives it back to the {@link DeliveryPool}.
 */
final class Delivery extends TimedTask implements ReplySink {
    private static final int NO_FATE = 0;
    private static final int LARGEST_POOLED_BYTES = 1 << 16;

    /** What the pool has counted for it. */
    long bytes;

    private final RunningNode target;
    private final NodeRequest request = new NodeRequest();
    private final NodeReply reply = new NodeReply();
    private @Nullable Call call;
    private long message;
    private boolean answered;
    private int fate;
    private int code;
    private @Nullable String detail;

    Delivery(final RunningNode target) {
        this.target = target;
    }

    void load(final ReplicaRequest source, final long newBytes) {
        bytes = newBytes;
        answered = false;
        failWith(NO_FATE, ReplicaListener.CODE_UNKNOWN, null);
        request.copyOf(source);
    }

    void forget() {
        call = null;
        detail = null;
        request.trim(LARGEST_POOLED_BYTES);
        reply.trim(LARGEST_POOLED_BYTES);
    }

    /** Sets out: the send that waits for the answer, none for a duplicate, and the message's number, which decides its luck. */
    void begin(final @Nullable Call waiting, final long number) {
        call = waiting;
        message = number;
    }

    long message() {
        return message;
    }

    RunningNode target() {
        return target;
    }

    void release() {
        target.pool.release(this);
    }

    NodeRequest request() {
        return request;
    }

    /** The answer will be a failure, whatever the node says. */
    void failWith(final int newFate, final int newCode, final @Nullable String newDetail) {
        fate = newFate;
        code = newCode;
        detail = newDetail;
    }

    boolean isFailed() {
        return fate != NO_FATE;
    }

    int replyBytes() {
        return isFailed() ? 0 : reply.valueLength();
    }

    /** Lets the node answer it. */
    void handle() {
        target.storage.handle(request, reply, this);
    }

    /** Has been answered: what comes next is the way back. */
    void setAnswered() {
        answered = true;
    }

    /** The end of the way back: tells the sender. */
    void arriveBack() {
        final Call waiting = call;
        if (waiting == null) {
            return;
        }
        if (isFailed()) {
            waiting.onFailure(reply, fate, code, detail);
        } else {
            waiting.onReply(reply);
        }
    }

    @Override
    void run() {
        if (answered) {
            target.port.arriveBack(this);
        } else {
            target.port.arrive(this);
        }
    }

    @Override
    public void onReply(final NodeReply answer) {
        target.port.sendBack(this);
    }

    @Override
    public void onFailure(
            final NodeReply answer, final int newFate, final int newCode, final @Nullable String newDetail) {
        if (!isFailed()) {
            failWith(newFate, newCode, newDetail);
        }
        target.port.sendBack(this);
    }
}

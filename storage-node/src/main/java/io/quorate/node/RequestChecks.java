package io.quorate.node;

import io.quorate.time.Env;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.HybridLogicalClock;

/** The node's own limits. Each check answers a bad request itself and tells whether the request may go on. */
final class RequestChecks {
    private static final int STORE_FLAGS = ReplicaRequest.FLAG_TOMBSTONE | ReplicaRequest.FLAG_WANT_PREVIOUS;

    private final int maxKeyBytes;
    private final int maxValueBytes;
    private final long maxAheadMs;
    private final Env env;

    RequestChecks(final NodeConfig config, final Env env) {
        this.maxKeyBytes = config.maxKeyBytes();
        this.maxValueBytes = config.maxValueBytes();
        this.maxAheadMs = config.maxAheadMs();
        this.env = env;
    }

    boolean admitsRead(final ReplicaRequest request, final NodeReply reply, final long ringEpoch) {
        return admitsEpoch(request, reply, ringEpoch) && admitsKey(request, reply);
    }

    boolean admitsStore(final ReplicaRequest request, final NodeReply reply, final long ringEpoch) {
        return admitsEpoch(request, reply, ringEpoch)
                && admitsKey(request, reply)
                && admitsFlags(request, reply)
                && admitsValue(request, reply)
                && admitsTimestamp(request, reply);
    }

    void refuseKind(final ReplicaRequest request, final NodeReply reply) {
        reply.fail(
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_UNSUPPORTED,
                "requests of kind " + request.kind() + " are unknown to this node");
    }

    /** A key that was placed by an older ring may belong to other nodes by now. A sender without ring says epoch 0. */
    private static boolean admitsEpoch(final ReplicaRequest request, final NodeReply reply, final long ringEpoch) {
        final long epoch = request.ringEpoch();
        if (epoch != 0 && epoch < ringEpoch) {
            reply.fail(
                    ReplicaListener.STALE_EPOCH,
                    ReplicaListener.CODE_STALE_EPOCH,
                    "the request's ring has epoch " + epoch + ", this node's has " + ringEpoch);
            return false;
        }
        return true;
    }

    private boolean admitsKey(final ReplicaRequest request, final NodeReply reply) {
        final int length = request.keyLength();
        if (length <= 0) {
            return invalid(reply, "the key is empty");
        }
        if (length > maxKeyBytes) {
            return tooLarge(reply, "the key has " + length + " bytes, this node takes " + maxKeyBytes);
        }
        return isInside(request, request.keyOffset(), length)
                || invalid(reply, "the key reaches beyond the request's bytes");
    }

    private boolean admitsValue(final ReplicaRequest request, final NodeReply reply) {
        final int length = request.valueLength();
        if (length > maxValueBytes) {
            return tooLarge(reply, "the value has " + length + " bytes, this node takes " + maxValueBytes);
        }
        if (length != 0 && (request.flags() & ReplicaRequest.FLAG_TOMBSTONE) != 0) {
            return invalid(reply, "a tombstone has a value of " + length + " bytes, it must have none");
        }
        return length == 0
                || isInside(request, request.valueOffset(), length)
                || invalid(reply, "the value reaches beyond the request's bytes");
    }

    /** A flag that is not known may be a condition; storing without it could be wrong. */
    private boolean admitsFlags(final ReplicaRequest request, final NodeReply reply) {
        final int unknown = request.flags() & ~STORE_FLAGS;
        if (unknown != 0) {
            reply.fail(
                    ReplicaListener.REFUSED,
                    ReplicaListener.CODE_UNSUPPORTED,
                    "flags 0x" + Integer.toHexString(unknown) + " of a store are unknown to this node");
            return false;
        }
        return true;
    }

    private boolean admitsTimestamp(final ReplicaRequest request, final NodeReply reply) {
        if (maxAheadMs == NodeConfig.ANY_AHEAD) {
            return true;
        }
        final long aheadMs = HybridLogicalClock.wallMsOf(request.timestamp()) - env.wallMs();
        return aheadMs <= maxAheadMs
                || invalid(
                        reply,
                        "the timestamp is " + aheadMs + " ms ahead of this node's clock, it takes up to " + maxAheadMs
                                + " ms: set the clock of the writer");
    }

    private static boolean isInside(final ReplicaRequest request, final int offset, final int length) {
        return length >= 0 && offset >= 0 && offset <= request.bytes().limit() - length;
    }

    private static boolean invalid(final NodeReply reply, final String detail) {
        reply.fail(ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID, detail);
        return false;
    }

    private static boolean tooLarge(final NodeReply reply, final String detail) {
        reply.fail(ReplicaListener.REFUSED, ReplicaListener.CODE_TOO_LARGE, detail);
        return false;
    }
}

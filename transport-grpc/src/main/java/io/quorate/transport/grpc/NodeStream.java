package io.quorate.transport.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.FrameFormatException;
import io.quorate.transport.frame.RequestFrameReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream at the server: hands the requests of each frame to the node, and sends the answers in as few frames as hold them.
 *
 * <p><b>Batching.</b> Answers that are there when the event loop has done what it is at leave together. What a storage engine answers
 * later, on a thread of its own, is taken over by the loop.
 *
 * <p><b>Threads.</b> All but {@link Answer} belongs to one event loop.
 *
 * <p><b>Bounds.</b> As many requests as a connection may have calls are under way; more are refused as overloaded. While the client does
 * not take answers, no further request is looked at.
 */
final class NodeStream extends ServerCall.Listener<InputStream> {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStream.class);
    private static final int VERSION_AT = 0;

    /** How often a frame's timeouts are held against the clock: every so many entries. */
    private static final int ENTRIES_PER_CLOCK_READ = 16;

    private static final int NS_PER_US = 1_000;

    private final ServerCall<InputStream, InputStream> call;
    private final NodeHandler node;
    private final EventExecutor loop;
    private final int maxOperations;
    private final long maxIdleNs;
    private final RequestFrameReader reader = new RequestFrameReader();
    private final ReplyFrames replies;
    private final List<Answer> answers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Answer> answeredElsewhere = new ConcurrentLinkedQueue<>();
    private final Runnable drain = this::drain;
    private final AtomicInteger onConnection;
    private boolean leftConnection;
    private @Nullable Future<?> idleCheck;
    private ByteBuffer received = ByteBuffer.allocate(FrameSizes.INITIAL_BYTES);
    private long receivedNs = System.nanoTime();
    private @Nullable Answer freeAnswers;
    private int openCount;
    private boolean drainPlanned;
    private boolean inFrame;
    private boolean wantsMore;
    private boolean noMoreRequests;
    private boolean over;

    private NodeStream(
            final ServerCall<InputStream, InputStream> call,
            final NodeHandler node,
            final EventExecutor loop,
            final GrpcNodeServerOptions options,
            final int maxFrameBytes,
            final AtomicInteger onConnection) {
        this.call = call;
        this.onConnection = onConnection;
        this.node = node;
        this.loop = loop;
        this.maxOperations = options.maxConcurrentCallsPerConnection();
        this.maxIdleNs = options.maxConnectionIdleNs();
        this.replies = new ReplyFrames(call, maxFrameBytes);
    }

    static ServerServiceDefinition service(
            final NodeHandler node, final TransportThreads threads, final GrpcNodeServerOptions options) {
        final ServerCallHandler<InputStream, InputStream> handler = (call, headers) -> {
            final AtomicInteger onConnection = StreamsPerConnection.of(call.getAttributes());
            if (onConnection.incrementAndGet() > StreamsPerConnection.MAX) {
                onConnection.decrementAndGet();
                call.close(
                        Status.RESOURCE_EXHAUSTED.withDescription(
                                "a connection may have " + StreamsPerConnection.MAX + " streams"),
                        new Metadata());
                return new ServerCall.Listener<>() {};
            }
            final NodeStream stream =
                    new NodeStream(call, node, threads.currentLoop(), options, maxFrameBytesOf(headers), onConnection);
            stream.watchIdleness(stream.maxIdleNs);
            call.sendHeaders(new Metadata());
            call.request(1);
            return stream;
        };
        return ServerServiceDefinition.builder(StreamMethod.SERVICE)
                .addMethod(StreamMethod.OPERATE, handler)
                .build();
    }

    private static int maxFrameBytesOf(final Metadata headers) {
        final String told = headers.get(StreamMethod.MAX_FRAME_BYTES);
        try {
            return told == null
                    ? FrameFormat.MAX_FRAME_BYTES
                    : Math.max(FrameFormat.MAX_FRAME_BYTES, Integer.parseInt(told));
        } catch (final NumberFormatException e) {
            LOG.debug("a client does not say how large frames may be", e);
            return FrameFormat.MAX_FRAME_BYTES;
        }
    }

    // ---- requests

    @Override
    public void onMessage(final InputStream message) {
        if (over) {
            return;
        }
        try {
            final int length = message.available();
            if (length > FrameFormat.MAX_FRAME_BYTES) {
                end(Status.INVALID_ARGUMENT.withDescription(
                        "a frame of " + length + " bytes: it may have " + FrameFormat.MAX_FRAME_BYTES));
                return;
            }
            received = FrameStream.readFrame(message, received);
            if (received.limit() > VERSION_AT && received.get(VERSION_AT) != FrameFormat.VERSION) {
                end(Status.UNIMPLEMENTED.withDescription("frames of version " + received.get(VERSION_AT)
                        + ": this node speaks version " + FrameFormat.VERSION));
                return;
            }
            reader.wrap(received, 0, received.limit());
            receivedNs = System.nanoTime();
            inFrame = true;
            handleOn(0);
        } catch (final FrameFormatException | IOException e) {
            refuseFrame(e);
        }
    }

    private void refuseFrame(final Exception flaw) {
        end(Status.INVALID_ARGUMENT.withDescription("malformed frame: " + flaw.getMessage()));
    }

    /** Hands over what the frame still holds, as long as the client takes the answers. */
    private void handleOn(final long alreadyWaitedUs) {
        long waitedUs = alreadyWaitedUs;
        int count = 0;
        while (inFrame) {
            if (replies.isTooFarAhead()) {
                // The rest when the client has caught up: a few bytes of requests can ask for many of answers.
                planDrain();
                return;
            }
            if (!reader.next()) {
                inFrame = false;
                break;
            }
            if (++count % ENTRIES_PER_CLOCK_READ == 0) {
                waitedUs = (System.nanoTime() - receivedNs) / NS_PER_US;
            }
            if (reader.isCancel()) {
                cancel(reader.callId());
            } else if (reader.timeoutUs() <= waitedUs) {
                replies.failure(
                        reader.callId(),
                        ReplicaListener.OVERLOADED,
                        ReplicaListener.CODE_DEADLINE,
                        "the deadline had passed before the node came to it");
            } else if (openCount >= maxOperations) {
                replies.failure(
                        reader.callId(),
                        ReplicaListener.OVERLOADED,
                        ReplicaListener.CODE_OVERLOADED,
                        maxOperations + " requests of this connection are under way");
            } else {
                final Answer answer = takeAnswer(reader.callId());
                node.handle(reader, answer.reply, answer);
            }
        }
        planDrain();
        wantsMore = true;
        readOn();
    }

    private Answer takeAnswer(final long callId) {
        openCount++;
        final Answer free = freeAnswers;
        final Answer taken;
        if (free == null) {
            taken = new Answer();
            answers.add(taken);
        } else {
            taken = free;
            freeAnswers = free.nextFree;
            free.nextFree = null;
        }
        taken.callId = callId;
        taken.cancelled = false;
        taken.open = true;
        return taken;
    }

    private void cancel(final long callId) {
        if (openCount == 0) {
            return;
        }
        for (final Answer answer : answers) {
            if (answer.open && answer.callId == callId) {
                answer.cancelled = true;
                return;
            }
        }
    }

    @Override
    public void onReady() {
        readOn();
    }

    /** Goes on with the frame at hand, or reads the next one, unless the client is behind with taking answers. */
    private void readOn() {
        if (over || !call.isReady()) {
            return;
        }
        if (inFrame) {
            try {
                handleOn((System.nanoTime() - receivedNs) / NS_PER_US);
            } catch (final FrameFormatException e) {
                refuseFrame(e);
            }
        } else if (wantsMore) {
            wantsMore = false;
            call.request(1);
        }
    }

    @Override
    public void onHalfClose() {
        noMoreRequests = true;
        endWhenIdle();
    }

    @Override
    public void onCancel() {
        over();
    }

    @Override
    public void onComplete() {
        over();
    }

    /** Nothing keeps this in memory any longer, but requests that a storage engine is still at. */
    private void over() {
        over = true;
        inFrame = false;
        final Future<?> planned = idleCheck;
        if (planned != null) {
            planned.cancel(false);
        }
        if (!leftConnection) {
            leftConnection = true;
            onConnection.decrementAndGet();
        }
    }

    // ---- answers

    /** On the loop: what an answer says goes into the frame that is being filled, and the answer is free again. */
    private void take(final Answer answer) {
        try {
            if (!over && !answer.cancelled) {
                if (answer.failed) {
                    replies.failure(answer.callId, answer.fate, answer.code, answer.detail);
                } else {
                    replies.reply(answer.callId, answer.reply);
                }
            }
        } catch (final RuntimeException | Error e) {
            fail(e);
        } finally {
            answer.open = false;
            answer.failed = false;
            answer.detail = null;
            answer.reply.trim(FrameFormat.MAX_ENTRY_BYTES);
            answer.nextFree = freeAnswers;
            freeAnswers = answer;
            openCount--;
        }
    }

    /** An answer that cannot be sent ends the stream, so that the client does not wait for it. */
    private void fail(final Throwable cause) {
        LOG.error("answers could not be sent", cause);
        if (!over) {
            over();
            call.close(Status.INTERNAL.withDescription("answers could not be sent"), new Metadata());
        }
    }

    private void planDrain() {
        if (!drainPlanned) {
            drainPlanned = true;
            loop.execute(drain);
        }
    }

    private void drain() {
        drainPlanned = false;
        for (Answer answer = answeredElsewhere.poll(); answer != null; answer = answeredElsewhere.poll()) {
            take(answer);
        }
        if (over) {
            return;
        }
        try {
            replies.send();
        } catch (final RuntimeException | Error e) {
            fail(e);
            return;
        }
        readOn();
        endWhenIdle();
    }

    /** gRPC counts a connection with a stream as busy, whether or not anything travels on it. */
    private void watchIdleness(final long afterNs) {
        try {
            idleCheck = loop.schedule(this::checkIdleness, afterNs, TimeUnit.NANOSECONDS);
        } catch (final RejectedExecutionException e) {
            LOG.debug("the server is being stopped", e);
        }
    }

    private void checkIdleness() {
        if (over) {
            return;
        }
        final long leftNs = openCount > 0 || inFrame ? maxIdleNs : receivedNs + maxIdleNs - System.nanoTime();
        if (leftNs > 0) {
            watchIdleness(leftNs);
        } else {
            end(Status.OK);
        }
    }

    private void endWhenIdle() {
        if (noMoreRequests && !inFrame && openCount == 0 && !over && replies.isEmpty()) {
            end(Status.OK);
        }
    }

    /** What has been answered leaves before the end does. */
    private void end(final Status status) {
        if (over) {
            return;
        }
        try {
            replies.send();
        } finally {
            over();
            call.close(status, new Metadata());
        }
    }

    /** One request under way, and its answer. */
    private final class Answer implements ReplySink {
        private final NodeReply reply = new NodeReply();
        private @Nullable Answer nextFree;
        private long callId;
        private boolean open;
        private boolean cancelled;
        private boolean failed;
        private int fate;
        private int code;
        private @Nullable String detail;

        @Override
        public void onReply(final NodeReply answered) {
            hand();
        }

        @Override
        public void onFailure(
                final NodeReply answered, final int newFate, final int newCode, final @Nullable String newDetail) {
            failed = true;
            fate = newFate;
            code = newCode;
            detail = newDetail;
            hand();
        }

        private void hand() {
            if (loop.inEventLoop()) {
                take(this);
                planDrain();
                return;
            }
            answeredElsewhere.add(this);
            try {
                loop.execute(drain);
            } catch (final RejectedExecutionException e) {
                LOG.debug("an answer came after the server had been stopped", e);
            }
        }
    }
}

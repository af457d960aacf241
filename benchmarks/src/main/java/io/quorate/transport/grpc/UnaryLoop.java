package io.quorate.transport.grpc;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.quorate.bench.ClosedLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A quorum operation written by hand over the async calls that generated stubs make: one request object for three calls, decided at the second answer, the
 * third consumed when it comes. Operations and their observers are pooled, and all of it runs on the one event loop of
 * {@link UnaryChannels}, without locks or atomics.
 *
 * <p>It is what a team would write for one cluster that is always well: no ring, no retry, no repair, no health, no metrics.
 *
 * @param <R> what a node answers
 */
abstract class UnaryLoop<R> extends ClosedLoop {

    /** Replicas of a key; here every node. */
    static final int REPLICAS = 3;

    private static final CallOptions OPTIONS = CallOptions.DEFAULT;
    private static final int QUORUM = 2;
    private static final int ATTEMPT_TIMEOUT_MS = 500;

    private final UnaryChannels channels;
    private final boolean deadlines;
    private final ArrayDeque<Operation> pool = new ArrayDeque<>();
    private final Runnable[] begins;

    UnaryLoop(final List<String> addresses, final boolean deadlines, final int laneCount) {
        super(laneCount);
        if (addresses.size() != REPLICAS) {
            throw new IllegalArgumentException(addresses.size() + " nodes: there must be " + REPLICAS);
        }
        this.channels = new UnaryChannels(addresses);
        this.deadlines = deadlines;
        this.begins = new Runnable[laneCount];
        for (int i = 0; i < laneCount; i++) {
            final int lane = i;
            begins[i] = () -> begin(lane);
        }
    }

    /** Sends the next request of a lane to all nodes. */
    abstract void send(int lane, Operation operation);

    /** Decides on the answers of a quorum; tells what is wrong with them, or null. */
    abstract @Nullable Throwable decide(R first, R second);

    /** The options of all calls of one operation, which thus share one deadline. */
    final CallOptions callOptions() {
        return deadlines ? OPTIONS.withDeadlineAfter(ATTEMPT_TIMEOUT_MS, TimeUnit.MILLISECONDS) : OPTIONS;
    }

    /** Calls a node as the generated stub does, only that the stub would make options of its own for each call. */
    final <Q> void call(
            final int node,
            final MethodDescriptor<Q, R> method,
            final CallOptions options,
            final Q request,
            final Operation operation) {
        ClientCalls.asyncUnaryCall(channels.get(node).newCall(method, options), request, operation.answers.get(node));
    }

    @Override
    protected final void launch(final Runnable beginAll) {
        channels.onLoop(beginAll);
    }

    @Override
    protected final void submit(final int lane) {
        channels.onLoop(begins[lane]);
    }

    @Override
    protected final void begin(final int lane) {
        final Operation pooled = pool.poll();
        final Operation operation = pooled == null ? new Operation() : pooled;
        operation.lane = lane;
        send(lane, operation);
    }

    @Override
    public final void close() {
        channels.close();
    }

    /** One operation under way, until its last answer. */
    final class Operation {

        private final List<Answer> answers = List.of(new Answer(), new Answer(), new Answer());
        private int lane;
        private int answeredCount;
        private int endedCount;
        private @Nullable R first;

        private void onAnswer(final R answer) {
            answeredCount++;
            if (answeredCount == 1) {
                first = answer;
            } else if (answeredCount == QUORUM && first != null) {
                final Throwable wrong = decide(first, answer);
                if (wrong != null) {
                    failed(wrong);
                } else {
                    ended(lane);
                }
            }
        }

        private void onEnd() {
            endedCount++;
            if (endedCount == REPLICAS) {
                endedCount = 0;
                answeredCount = 0;
                first = null;
                pool.push(this);
            }
        }

        /** One node's answer. */
        private final class Answer implements StreamObserver<R> {

            @Override
            public void onNext(final R answer) {
                onAnswer(answer);
            }

            @Override
            public void onError(final Throwable cause) {
                failed(cause);
            }

            @Override
            public void onCompleted() {
                onEnd();
            }
        }
    }
}

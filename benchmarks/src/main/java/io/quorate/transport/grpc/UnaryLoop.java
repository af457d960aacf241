package io.quorate.transport.grpc;

import io.grpc.stub.StreamObserver;
import io.quorate.bench.ClosedLoop;
import io.quorate.proto.kvstore.KVStoreGrpc;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A quorum operation written by hand over generated async stubs: one request object for three calls, decided at the second answer, the
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

    /** The stub for the next call to a node. */
    final KVStoreGrpc.KVStoreStub stub(final int node) {
        final KVStoreGrpc.KVStoreStub stub = channels.stubs()[node];
        return deadlines ? stub.withDeadlineAfter(ATTEMPT_TIMEOUT_MS, TimeUnit.MILLISECONDS) : stub;
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

        StreamObserver<R> observer(final int node) {
            return answers.get(node);
        }

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

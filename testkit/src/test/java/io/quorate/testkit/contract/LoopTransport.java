package io.quorate.testkit.contract;

import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The simplest transport that keeps the contract, on one thread; or breaks it in one chosen way. */
final class LoopTransport implements Transport {

    private static final int CUT_BYTES = 1_024;

    private final Function<String, StorageNode> dial;
    private final Defect defect;
    private final ScheduledExecutorService loop;
    private final List<Connection> connections = new ArrayList<>();
    private volatile Thread loopThread;

    LoopTransport(final Function<String, StorageNode> dial, final Defect defect) {
        this.dial = dial;
        this.defect = defect;
        this.loop = Executors.newSingleThreadScheduledExecutor(task -> {
            final Thread thread = new Thread(task, "loop-transport");
            thread.setDaemon(true);
            loopThread = thread;
            return thread;
        });
    }

    @Override
    public synchronized ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        final Connection connection = new Connection(node, listener);
        connections.add(connection);
        return connection;
    }

    /** Breaks the connections to a node that has died. */
    synchronized void onNodeDeath(final StorageNode node) {
        for (final Connection connection : connections) {
            connection.onNodeDeath(node);
        }
    }

    @Override
    public boolean onTransportThread() {
        return defect != Defect.UNKNOWN_THREADS && Thread.currentThread() == loopThread;
    }

    @Override
    public void close() {
        synchronized (this) {
            connections.forEach(connection -> connection.close(defect == Defect.FORGETS_CALLS_ON_TRANSPORT_CLOSE));
        }
        if (!loop.isShutdown()) {
            drain();
            loop.shutdownNow();
        }
    }

    /** Lets everything run that the closing connections have put on the loop. */
    private void drain() {
        final CountDownLatch drained = new CountDownLatch(1);
        loop.execute(drained::countDown);
        try {
            if (!drained.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the loop does not end");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void onLoop(final Runnable action) {
        try {
            loop.execute(action);
        } catch (final RejectedExecutionException e) {
            // After close: whoever waited for this has had its callback.
            Objects.requireNonNull(e);
        }
    }

    private final class Connection implements ReplicaConnection {

        private final NodeDescriptor descriptor;
        private final ReplicaListener listener;
        private final Map<Long, Call> calls = new ConcurrentHashMap<>();
        private StorageNode node;
        private boolean closed;

        Connection(final NodeDescriptor descriptor, final ReplicaListener listener) {
            this.descriptor = descriptor;
            this.listener = listener;
        }

        @Override
        public synchronized int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
            if (closed) {
                return CLOSED;
            }
            if (node == null && defect != Defect.SENDS_UNCONNECTED) {
                return NOT_CONNECTED;
            }
            final Call call = new Call(this, correlationId);
            calls.put(correlationId, call);
            final ReplicaRequest taken = defect == Defect.DOES_NOT_COPY ? request : TestRequest.copyOf(request);
            final StorageNode target = node;
            onLoop(() -> target.handle(withDefect(taken), new NodeReply(), call));
            if (defect != Defect.NO_DEADLINE) {
                final long delayNs = Math.max(0, deadlineNs - System.nanoTime());
                final Future<?> unused = loop.schedule(
                        () -> call.fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "deadline"),
                        delayNs,
                        TimeUnit.NANOSECONDS);
            }
            return ACCEPTED;
        }

        private ReplicaRequest withDefect(final ReplicaRequest request) {
            if (defect == Defect.DROPS_REPAIR_WRITER && request.kind() == ReplicaRequest.REPAIR) {
                final TestRequest copy = TestRequest.copyOf(request);
                return new TestRequest(
                        copy.kind(),
                        copy.flags(),
                        copy.ringEpoch(),
                        copy.timestamp(),
                        1,
                        copy.requestId(),
                        copy.bytes(),
                        copy.keyOffset(),
                        copy.keyLength(),
                        copy.valueOffset(),
                        copy.valueLength());
            }
            return request;
        }

        @Override
        public void flush() {
            // Nothing is collected.
        }

        @Override
        public void cancel(final long correlationId) {
            if (defect == Defect.SWALLOWS_CANCELLED) {
                calls.remove(correlationId);
            }
        }

        @Override
        public void connect() {
            final boolean late = defect == Defect.LATE_CAPABILITIES || defect == Defect.LATE_CONNECTION;
            onLoop(() -> {
                final StorageNode reached = dial.apply(descriptor.address());
                synchronized (this) {
                    if (closed || node != null) {
                        return;
                    }
                    if (!late) {
                        node = reached;
                    }
                }
                if (reached == null) {
                    listener.onState(descriptor, ReplicaListener.DISCONNECTED, "nobody listens");
                } else {
                    listener.onState(descriptor, ReplicaListener.CONNECTED, null);
                    if (late) {
                        synchronized (this) {
                            node = reached;
                        }
                    }
                }
            });
        }

        @Override
        public synchronized long capabilities() {
            return node == null ? 0 : Capabilities.QUORATE_NODE;
        }

        synchronized void onNodeDeath(final StorageNode dead) {
            if (node == dead) {
                node = null;
                final List<Call> broken = List.copyOf(calls.values());
                onLoop(() -> {
                    broken.forEach(call -> call.fail(
                            ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED, "the node died"));
                    if (defect != Defect.HIDES_DISCONNECT) {
                        listener.onState(descriptor, ReplicaListener.DISCONNECTED, "the node died");
                    }
                });
            }
        }

        @Override
        public void close() {
            close(defect == Defect.FORGETS_CALLS_ON_CLOSE);
        }

        synchronized void close(final boolean forgetful) {
            if (closed) {
                return;
            }
            closed = true;
            node = null;
            final List<Call> ended = List.copyOf(calls.values());
            onLoop(() -> {
                if (!forgetful && defect != Defect.REPLY_AFTER_CLOSE) {
                    final int fate = defect == Defect.LIES_ABOUT_SENDING
                            ? ReplicaListener.NOT_SENT
                            : ReplicaListener.MAYBE_APPLIED;
                    ended.forEach(call -> call.fail(fate, ReplicaListener.CODE_CLOSED, "closed"));
                }
                listener.onState(descriptor, ReplicaListener.CLOSED, null);
            });
        }
    }

    private final class Call implements ReplySink {

        private final Connection connection;
        private final long correlationId;
        private final AtomicBoolean ended = new AtomicBoolean();

        Call(final Connection connection, final long correlationId) {
            this.connection = connection;
            this.correlationId = correlationId;
        }

        @Override
        public void onReply(final NodeReply reply) {
            final TestReply copy = TestReply.copyOf(reply);
            final TestReply told = defect == Defect.CUTS_VALUES && copy.valueLength() > CUT_BYTES
                    ? TestReply.of(copy.result(), copy.version(), new byte[CUT_BYTES])
                    : copy;
            final Runnable tell = () -> {
                if (end()) {
                    connection.listener.onReply(correlationId, told);
                    if (defect == Defect.DOUBLE_CALLBACK) {
                        connection.listener.onReply(correlationId, told);
                    }
                }
            };
            if (defect == Defect.REPLY_AFTER_CLOSE) {
                tell.run();
            } else {
                onLoop(tell);
            }
        }

        @Override
        public void onFailure(final NodeReply reply, final int fate, final int code, final String detail) {
            onLoop(() -> fail(fate, code, detail));
        }

        void fail(final int fate, final int code, final String detail) {
            if (end()) {
                connection.listener.onFailure(correlationId, fate, code, detail);
            }
        }

        private boolean end() {
            return (ended.compareAndSet(false, true) || defect == Defect.LATE_REPLY_AFTER_DEADLINE)
                    && (connection.calls.remove(correlationId) != null || defect != Defect.SWALLOWS_CANCELLED);
        }
    }
}

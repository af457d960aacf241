package io.quorate.load.target;

import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;
import java.nio.ByteBuffer;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A server whose behaviour is known by calculation, to see whether a load generator tells the truth: one queue, served in order of arrival by one
 * or several servers.
 *
 * <p>When an operation ends is decided when it arrives, so that what the server can do does not depend on how promptly its end is told. It
 * takes effect when its end is told: a get returns what was put last to the key, or nothing.
 *
 * <p><b>Threads.</b> Operations may begin on any thread. Ends are told by one thread: that which {@link #start} makes; or, if the server was not
 * started, whoever calls {@link #endDue}, always the same, which is how a test drives it on virtual time.
 *
 * <p><b>Units.</b> Nanoseconds of its clock. <b>Allocation.</b> None in steady state: the value of each key is kept in an array of its own, which
 * is exchanged with that of the put.
 *
 * <p>The queue is that of Kendall (Stochastic processes occurring in the theory of queues, 1953): M/D/1 for Poisson arrivals, one server and fixed
 * times, whose mean wait is known from Pollaczek and Khinchine.
 */
public final class SimulatedServer implements Target, AutoCloseable {

    /** Nothing is under way. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long LONGEST_PARK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CLOSE_MS = 5_000;

    private final SimulatedService service;
    private final NanoClock clock;
    private final long originNs;
    private final Object lock = new Object();

    // Guarded by the lock. Times count from the origin, so that they can be compared as they are.
    private final SimulatedTimes times;
    private final PriorityQueue<Request> underWay = new PriorityQueue<>(
            (a, b) -> a.endNs == b.endNs ? Long.compare(a.order, b.order) : Long.compare(a.endNs, b.endNs));
    private final PriorityQueue<Worker> workers;
    private long arrived;

    /** Of the thread that tells ends. */
    private final Int2ObjectHashMap<Value> values = new Int2ObjectHashMap<>();

    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * Creates a server that is idle.
     *
     * @param service what it does
     * @param clock its time
     */
    public SimulatedServer(final SimulatedService service, final NanoClock clock) {
        this.service = service;
        this.clock = clock;
        this.originNs = clock.nanoTime();
        this.times = new SimulatedTimes(service);
        this.workers = new PriorityQueue<>((a, b) -> Long.compare(a.freeNs, b.freeNs));
        for (int i = 0; i < service.servers(); i++) {
            workers.add(new Worker());
        }
    }

    /**
     * A server on the system's time.
     *
     * @param text what it does, see {@link SimulatedService#parse}
     * @return a server that has not been started
     * @throws IllegalArgumentException if the text is malformed; the message names what is wrong and what would be right
     */
    public static SimulatedServer parse(final String text) {
        return new SimulatedServer(SimulatedService.parse(text), SystemNanoClock.INSTANCE);
    }

    /**
     * Starts the thread that tells ends when they are due. Once.
     *
     * @return this
     */
    public SimulatedServer start() {
        final Thread started = new Thread(this::endAll, "quorate-simulated-server");
        started.setDaemon(true);
        thread = started;
        started.start();
        return this;
    }

    /**
     * What it does.
     *
     * @return the service
     */
    public SimulatedService service() {
        return service;
    }

    @Override
    public Call newCall(final Completion completion) {
        return new Request(completion);
    }

    /**
     * When the next operation ends.
     *
     * @return by its clock, or {@link #NEVER}
     */
    public long nextNs() {
        synchronized (lock) {
            final Request next = underWay.peek();
            return next == null ? NEVER : originNs + next.endNs;
        }
    }

    /** Tells the ends that are due. Only if the server has not been started. */
    public void endDue() {
        while (true) {
            final Request ended;
            synchronized (lock) {
                final Request next = underWay.peek();
                if (next == null || next.endNs - sinceOriginNs() > 0) {
                    return;
                }
                ended = underWay.remove();
            }
            // Without the lock: whoever is told may begin the next operation.
            ended.end();
        }
    }

    private void endAll() {
        while (!closed) {
            final long nextNs = nextNs();
            final long waitNs = nextNs == NEVER ? LONGEST_PARK_NS : nextNs - clock.nanoTime();
            if (waitNs > 0) {
                LockSupport.parkNanos(this, Math.min(waitNs, LONGEST_PARK_NS));
            }
            endDue();
        }
    }

    private long sinceOriginNs() {
        return clock.nanoTime() - originNs;
    }

    /** False if there is no room for it. */
    private boolean admit(final Request request) {
        final boolean isFirst;
        synchronized (lock) {
            final int waiting = underWay.size() - service.servers();
            if (waiting >= service.queue()) {
                return false;
            }
            final Worker worker = workers.remove();
            request.endNs = Math.max(sinceOriginNs(), worker.freeNs) + times.nextNs();
            request.order = arrived++;
            worker.freeNs = request.endNs;
            workers.add(worker);
            underWay.add(request);
            isFirst = underWay.peek() == request;
        }
        if (isFirst) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    /** Ends the thread, and waits for that. What is under way is not ended any more. */
    @Override
    public void close() {
        closed = true;
        final Thread started = thread;
        if (started != null) {
            LockSupport.unpark(started);
            try {
                started.join(CLOSE_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One of those that serve. */
    private static final class Worker {

        private long freeNs;
    }

    /** Bytes of a key; room that is used again. */
    private static final class Value {

        private ByteBuffer bytes = ByteBuffer.allocate(0);
        private int length;
        private boolean exists;

        void set(final byte[] source, final int newLength) {
            if (bytes.capacity() < newLength) {
                bytes = ByteBuffer.allocate(newLength);
            }
            System.arraycopy(source, 0, bytes.array(), 0, newLength);
            length = newLength;
        }
    }

    /** One operation after the other. */
    private final class Request implements Call {

        private final Completion completion;
        private Value written = new Value();
        private boolean writes;
        private boolean removes;
        private int keyIndex;
        private long endNs;
        private long order;

        Request(final Completion completion) {
            this.completion = completion;
        }

        @Override
        public void begin(final PlannedOperation operation) {
            keyIndex = operation.keyIndex();
            writes = false;
            removes = false;
            switch (operation.action()) {
                case GET -> {}
                case PUT -> {
                    writes = true;
                    written.set(operation.value(), operation.valueLength());
                }
                case DELETE -> removes = true;
                case RMW -> throw new IllegalStateException("a step is a get, a put or a delete");
            }
            if (!admit(this)) {
                completion.onDone(
                        Outcome.OVERLOADED,
                        "the queue of the simulated server is full (queue=" + service.queue() + ")");
            }
        }

        private void end() {
            final Value kept = values.get(keyIndex);
            if (writes) {
                written.exists = true;
                values.put(keyIndex, written);
                written = kept == null ? new Value() : kept;
                completion.onDone(Outcome.OK, null);
            } else if (removes) {
                if (kept != null) {
                    kept.exists = false;
                }
                completion.onDone(Outcome.OK, null);
            } else if (kept != null && kept.exists) {
                completion.onValue(kept.bytes, 0, kept.length);
                completion.onDone(Outcome.OK, null);
            } else {
                completion.onDone(Outcome.ABSENT, null);
            }
        }
    }
}

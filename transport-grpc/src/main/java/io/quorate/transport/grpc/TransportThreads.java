package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.grpc.netty.shaded.io.netty.util.concurrent.FastThreadLocalThread;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of one transport or server, and the knowledge which thread is one of them.
 *
 * <p>A callback may also come on a thread that is borrowed: the caller's, inside {@code send} or {@code close}, or gRPC's timer. Such a
 * thread counts as one of the transport's for as long as the callback lasts.
 */
final class TransportThreads {
    private final EventLoopGroup group;
    private final ThreadLocal<Boolean> borrowed = new ThreadLocal<>();

    TransportThreads(final String name, final int threadCount) {
        final AtomicInteger created = new AtomicInteger();
        final ThreadFactory factory = task -> {
            final Thread thread = new LoopThread(this, task, name + '-' + created.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        this.group = new MultiThreadIoEventLoopGroup(threadCount, factory, NettyIo.handlers());
    }

    EventLoopGroup group() {
        return group;
    }

    /** The event loop that the current thread runs; any of them where it runs none. */
    EventExecutor currentLoop() {
        for (final EventExecutor loop : group) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        return group.next();
    }

    /** Runs a task later, on the first event loop always: whose turn it is among them, by which connections are spread, stays. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    void onFirstLoop(final Runnable task, final long delayNs) {
        group.iterator().next().schedule(task, delayNs, TimeUnit.NANOSECONDS);
    }

    boolean isCurrent() {
        return isLoopThread() || borrowed.get() != null;
    }

    /** Makes the current thread count as one of the transport's; returns whether {@link #leave} has to undo that. */
    boolean enter() {
        if (isCurrent()) {
            return false;
        }
        borrowed.set(Boolean.TRUE);
        return true;
    }

    void leave(final boolean entered) {
        if (entered) {
            borrowed.remove();
        }
    }

    /** Stops the threads; waits for them unless the caller is one of them. Returns whether they have ended. */
    boolean shutdown(final long timeoutNs) {
        final Future<?> ended = group.shutdownGracefully(0, timeoutNs, TimeUnit.NANOSECONDS);
        if (isLoopThread()) {
            return false;
        }
        try {
            return ended.await(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isLoopThread() {
        return Thread.currentThread() instanceof LoopThread loop && loop.owner == this;
    }

    /** Knows whose it is. */
    private static final class LoopThread extends FastThreadLocalThread {
        private final TransportThreads owner;

        LoopThread(final TransportThreads owner, final Runnable task, final String name) {
            super(task, name);
            this.owner = owner;
        }
    }
}

package io.quorate;

import io.quorate.engine.EngineConfig;
import io.quorate.engine.QuorumEngine;
import io.quorate.error.ConnectionFailedException;
import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.QuorateException;
import io.quorate.time.Env;
import io.quorate.time.SystemEnv;
import io.quorate.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client out of a checked configuration, and takes everything down again when the start fails.
 *
 * <p><b>Threads.</b> {@link #connect} blocks with a bound; {@link #connectAsync} does not block.
 */
final class ClientStart {

    private final ClientConfig config;
    private final EngineFace engine;
    private final Env env;

    ClientStart(final ClientConfig config, final EngineFace engine, final Env env) {
        this.config = config;
        this.engine = engine;
        this.env = env;
    }

    static QuorateClient connect(final ClientConfig config) {
        if (config.transport().onTransportThread()) {
            throw new IllegalStateException("connect would block "
                    + Thread.currentThread().getName()
                    + ", a thread of the transport, so that nothing could be answered: use connectAsync");
        }
        return of(config).connect();
    }

    static CompletableFuture<QuorateClient> connectAsync(final ClientConfig config) {
        return of(config).connectAsync();
    }

    private static ClientStart of(final ClientConfig config) {
        final Env given = config.env();
        final Env env = given == null ? new SystemEnv("quorate-timer") : given;
        final Transport transport =
                config.closeTransport() ? config.transport() : new KeptTransport(config.transport());
        final QuorumEngine engine = new QuorumEngine(config.engine(), env, transport, config.listener());
        return new ClientStart(config, new EngineFace.Real(engine), env);
    }

    QuorateClient connect() {
        final QuorateClient client = client();
        final Started started = new Started();
        boolean ok = false;
        try {
            engine.start(started::set);
            final QuorateException error =
                    started.await(config.engine().timing().dialTimeoutNs());
            if (error != null) {
                error.setStackTrace(new Throwable().getStackTrace());
                throw error;
            }
            ok = true;
            return client;
        } finally {
            if (!ok) {
                engine.close(0);
            }
        }
    }

    CompletableFuture<QuorateClient> connectAsync() {
        final StartFuture future = new StartFuture();
        final QuorateClient client = client();
        boolean ok = false;
        try {
            engine.start(error -> {
                if (error != null) {
                    closeAside(() -> future.completeExceptionally(error));
                } else if (!future.complete(client)) {
                    closeAside(() -> {});
                }
            });
            ok = true;
        } finally {
            if (!ok) {
                closeAside(() -> {});
            }
        }
        return future;
    }

    private QuorateClient client() {
        final EngineConfig numbers = config.engine();
        final Faults faults = new Faults(engine.metrics(), config.listener());
        final int n = numbers.ring().replicationFactor();
        if (numbers.readQuorum() + numbers.writeQuorum() <= n) {
            faults.warn("readQuorum=" + numbers.readQuorum() + " + writeQuorum=" + numbers.writeQuorum()
                    + " <= replicationFactor=" + n
                    + ": a get may miss an earlier put; raise one of the quorums if it must not");
        }
        return new QuorateClient(new Calls(
                engine,
                env,
                faults,
                numbers.timing().requestTimeoutNs(),
                numbers.readQuorum(),
                numbers.writeQuorum(),
                config.batchConcurrency()));
    }

    /** Closing waits for threads of the client, one of which may be the caller here. */
    private void closeAside(final Runnable then) {
        final Thread closer = new Thread(
                () -> {
                    try {
                        engine.close(0);
                    } finally {
                        then.run();
                    }
                },
                "quorate-close");
        closer.setDaemon(true);
        closer.start();
    }

    /** Cancelled, it closes what the start has opened. */
    private final class StartFuture extends CompletableFuture<QuorateClient> {

        @Override
        public boolean cancel(final boolean mayInterruptIfRunning) {
            final boolean wasDone = isDone();
            final boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled && !wasDone) {
                closeAside(() -> {});
            }
            return cancelled;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }

    /** How the start ended, for the thread that waits for it. */
    private static final class Started {

        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable QuorateException error;

        void set(final @Nullable QuorateException newError) {
            error = newError;
            ended.countDown();
        }

        @Nullable
        QuorateException await(final long dialTimeoutNs) {
            try {
                if (ended.await(dialTimeoutNs + Blocking.MARGIN_NS, TimeUnit.NANOSECONDS)) {
                    return error;
                }
                return new ConnectionFailedException(
                        "connect had not ended " + TimeUnit.NANOSECONDS.toMillis(Blocking.MARGIN_NS)
                                + " ms after the dialTimeout of " + TimeUnit.NANOSECONDS.toMillis(dialTimeoutNs)
                                + " ms: the usual cause is a transport or listener that blocks a thread of the client",
                        ErrorDetails.TRANSIENT);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return new OperationCancelledException(
                        "connect was given up: thread " + Thread.currentThread().getName() + " was interrupted",
                        ErrorDetails.TRANSIENT);
            }
        }
    }
}

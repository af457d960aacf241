package io.quorate.load.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Ctrl-C into an orderly end of a run: the first one stops what goes on, so that its results can be shown; a second one ends the
 * program at once.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class Interruption {

    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);

    private final Object lock = new Object();
    private final List<Runnable> actions = new ArrayList<>();
    private final CountDownLatch heard = new CountDownLatch(1);
    private volatile boolean requested;

    /** Starts to listen. */
    static Interruption listen() {
        final Interruption interruption = new Interruption();
        Signals.handle(signal -> interruption.onSignal());
        return interruption;
    }

    boolean isRequested() {
        return requested;
    }

    /** Waits for it, at most so long; whether it has come. */
    boolean await(final long ns) throws InterruptedException {
        return heard.await(ns, TimeUnit.NANOSECONDS);
    }

    /** Runs when an interruption comes; at once if it has come already. */
    void onRequest(final Runnable action) {
        synchronized (lock) {
            if (!requested) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    private void onSignal() {
        final List<Runnable> due;
        synchronized (lock) {
            if (requested) {
                // Hooks stop the nodes. This thread belongs to the JVM and must not wait for them.
                new Thread(() -> System.exit(ExitCode.INTERRUPTED), "quorate-exit").start();
                return;
            }
            requested = true;
            heard.countDown();
            due = List.copyOf(actions);
        }
        LOG.info("interrupted: stopping");
        due.forEach(Runnable::run);
    }
}

package io.quorate.load.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows when a node is to stop: at a signal, or, under a parent process, when the pipe from the parent closes.
 *
 * <p>Under a parent signals are ignored: Ctrl-C reaches every process of a terminal, and the parent still needs the node to end what
 * is under way.
 */
final class Stop {

    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
    private static final int NOT_YET = -1;

    private final AtomicInteger exitCode = new AtomicInteger(NOT_YET);
    private final CountDownLatch asked = new CountDownLatch(1);

    Stop(final boolean withInput) {
        if (withInput) {
            Signals.handle(signal -> LOG.info("signal {} is left to the parent process", signal));
            final Thread reader = new Thread(this::readInput, "quorate-input");
            reader.setDaemon(true);
            reader.start();
        } else {
            Signals.handle(signal -> stop(signal.equals(Signals.INTERRUPT) ? ExitCode.INTERRUPTED : ExitCode.OK));
        }
    }

    /** Waits until the node is to stop; the exit code that goes with it. */
    int await() throws InterruptedException {
        asked.await();
        return exitCode.get();
    }

    private void stop(final int code) {
        exitCode.compareAndSet(NOT_YET, code);
        asked.countDown();
    }

    private void readInput() {
        final byte[] ignored = new byte[64];
        try {
            while (System.in.read(ignored) >= 0) {
                LOG.debug("standard input is not read, only its end counts");
            }
        } catch (final IOException e) {
            LOG.info("standard input broke", e);
        }
        stop(ExitCode.OK);
    }
}

package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, with an end, for what nothing announces. */
final class Waiting {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private Waiting() {}

    static void until(final String what, final BooleanSupplier condition) {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - startNs < Wire.PATIENCE_NS, () -> "waited in vain until " + what);
            LockSupport.parkNanos(POLL_NS);
        }
    }
}

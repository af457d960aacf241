package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.quorate.error.QuorateException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps what an operation's handler was told; the attachment is the outcome itself. */
final class Outcome implements DecisionHandler {

    final AtomicInteger decisions = new AtomicInteger();
    String key = "";
    volatile long name;
    volatile @Nullable QuorateException error;
    volatile boolean exists;
    volatile String value = "";
    volatile long timestamp;
    volatile long writerId;
    volatile boolean confirmed;
    volatile boolean previousKnown;
    volatile long previousTimestamp;
    volatile long previousWriterId;
    volatile boolean superseded;
    /** Runs inside the handler. */
    volatile Runnable then = () -> {};

    @Override
    public void onDecided(final OperationView view, final Object attachment) {
        assertSame(this, attachment);
        error = view.error();
        exists = view.exists();
        final byte[] bytes = new byte[view.valueLength()];
        view.bytes().get(view.valueOffset(), bytes, 0, bytes.length);
        value = new String(bytes, StandardCharsets.UTF_8);
        timestamp = view.timestamp();
        writerId = view.writerId();
        confirmed = view.confirmed();
        previousKnown = view.previousKnown();
        previousTimestamp = view.previousTimestamp();
        previousWriterId = view.previousWriterId();
        superseded = view.superseded();
        decisions.incrementAndGet();
        then.run();
    }

    boolean isDecided() {
        return decisions.get() > 0;
    }

    void assertUndecided() {
        assertEquals(0, decisions.get(), "decided with " + error);
    }

    void assertOk() {
        assertEquals(1, decisions.get(), "decisions");
        assertNull(error);
    }

    <T extends QuorateException> T failure(final Class<T> type) {
        assertEquals(1, decisions.get(), "decisions");
        assertNotNull(error, "it succeeded");
        return assertInstanceOf(type, error);
    }
}

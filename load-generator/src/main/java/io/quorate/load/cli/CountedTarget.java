package io.quorate.load.cli;

import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is under way at a target, also what an earlier load has given up waiting for.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Allocation.</b> None per operation.
 */
final class CountedTarget implements Target {

    private final Target counted;
    private final AtomicLong underWay = new AtomicLong();

    CountedTarget(final Target counted) {
        this.counted = counted;
    }

    long underWay() {
        return underWay.get();
    }

    @Override
    public Call newCall(final Completion completion) {
        final Call call = counted.newCall(new Completion() {
            @Override
            public void onValue(final ByteBuffer source, final int offset, final int length) {
                completion.onValue(source, offset, length);
            }

            @Override
            public void onDone(final Outcome outcome, final @Nullable String message) {
                underWay.decrementAndGet();
                completion.onDone(outcome, message);
            }
        });
        return operation -> {
            underWay.incrementAndGet();
            boolean begun = false;
            try {
                call.begin(operation);
                begun = true;
            } finally {
                if (!begun) {
                    underWay.decrementAndGet();
                }
            }
        };
    }
}

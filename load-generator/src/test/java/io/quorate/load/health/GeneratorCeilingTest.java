package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import io.quorate.load.target.NoOpTarget;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Workload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GeneratorCeilingTest {

    @Test
    void shouldTellWhatTheGeneratorCanDoAndAllocateNothingMeanwhile() {
        final Ceiling ceiling = new GeneratorCeiling(TimeUnit.MILLISECONDS.toNanos(200)).measure();
        assertTrue(ceiling.opsPerSecond() > 1_000, ceiling.toString());
        assertEquals(ceiling.opsPerSecond() / 2, ceiling.rate(), 1e-6);
        assertTrue(ceiling.lateness().getTotalCount() > 1_000, ceiling.toString());
        // What is allocated once is spread over all operations of a second.
        assertTrue(ceiling.bytesPerOperation() >= 0, "the JVM does not tell");
        assertEquals(0, ceiling.bytesPerOperation(), 0.1);
    }

    @Test
    void shouldEndAtOnceWhenStopped() {
        final GeneratorCeiling measurement = new GeneratorCeiling();
        measurement.stop();
        assertThrows(CancellationException.class, measurement::measure);
    }

    @Test
    void shouldCompleteOnceAndOnTheCallingThreadWhenTheTargetDoesNothing() {
        final List<String> ends = new ArrayList<>();
        final Target.Call call = new NoOpTarget().newCall(new Target.Completion() {
            @Override
            public void onValue(final ByteBuffer source, final int offset, final int length) {
                ends.add("value");
            }

            @Override
            public void onDone(final Outcome outcome, final @Nullable String message) {
                ends.add(outcome + " " + message + " on "
                        + Thread.currentThread().getName());
            }
        });
        call.begin(new Workload(1, Mix.parse("get=1"), 1, 0).newOperation());
        assertEquals(List.of("OK null on " + Thread.currentThread().getName()), ends);
    }
}

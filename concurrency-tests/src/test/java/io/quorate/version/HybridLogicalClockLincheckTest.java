package io.quorate.version;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** The clock does for many threads what it does for one: stamping and following are each one indivisible moment. */
class HybridLogicalClockLincheckTest {

    @Test
    void shouldBeLinearizableWhateverTheModelCheckerTries() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(40)
                .invocationsPerIteration(1_000)
                .checkObstructionFreedom(true)
                .check(Clock.class);
    }

    @Test
    void shouldBeLinearizableUnderStress() {
        new StressOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(20)
                .invocationsPerIteration(300)
                .check(Clock.class);
    }

    /** What is checked, against itself in one thread. */
    @Param(name = "ms", gen = IntGen.class, conf = "1:4")
    public static class Clock {
        private final HybridLogicalClock clock = new HybridLogicalClock(1, 2);

        public Clock() {}

        @Operation
        public long next(@Param(name = "ms") final int wallMs) {
            return clock.next(wallMs);
        }

        @Operation
        public boolean observe(@Param(name = "ms") final int seenMs, @Param(name = "ms") final int wallMs) {
            return clock.observe(HybridLogicalClock.of(seenMs, 50_000), wallMs);
        }

        @Operation
        public long latest() {
            return clock.latest();
        }
    }
}

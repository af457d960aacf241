package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CpuMeterTest {

    private static final String SAMPLE = """
            cpu  1000 20 300 5000 100 0 40 60 500 10
            cpu0 500 10 150 2500 50 0 20 30 250 5
            intr 123
            """;

    private final StepClock clock = new StepClock();
    private long ownNs;
    private @Nullable String stat = SAMPLE;
    private final CpuMeter meter = new CpuMeter(clock, () -> ownNs, () -> 4, () -> stat);

    @Test
    void shouldReadAllProcessorsWithGuestsOnce() {
        assertEquals(new ProcStat(1_360, 60, 6_520), ProcStat.parse(SAMPLE));
    }

    @Test
    void shouldKnowNothingWhenTheFileSaysNothingOfSteal() {
        assertNull(ProcStat.parse("cpu  1000 20 300 5000\n"));
        assertNull(ProcStat.parse("cpu0 1 2 3 4 5 6 7 8 9 10\n"));
        assertNull(ProcStat.parse("cpu  1 2 3 4 5 6 7 eight\n"));
        assertNull(ProcStat.parse(""));
    }

    @Test
    void shouldTellSharesOfTheTimeBetween() {
        final CpuReading before = meter.read();
        clock.advance(TimeUnit.SECONDS.toNanos(1));
        ownNs = TimeUnit.MILLISECONDS.toNanos(1_600);
        // 60 user, 20 system, 90 idle, 10 iowait, 20 steal of 200.
        stat = "cpu  1060 20 320 5090 110 0 40 80 500 10\n";
        final CpuReading after = meter.read();
        assertShare(0.4, after.ownShareSince(before));
        assertShare(0.4, after.busyShareSince(before));
        assertShare(0.1, after.stealShareSince(before));
    }

    @Test
    void shouldKnowNoSharesOfTheMachineWhenThereIsNoFile() {
        stat = null;
        final CpuReading before = meter.read();
        clock.advance(TimeUnit.SECONDS.toNanos(1));
        final CpuReading after = meter.read();
        assertEquals(OptionalDouble.empty(), after.busyShareSince(before));
        assertEquals(OptionalDouble.empty(), after.stealShareSince(before));
        assertShare(0, after.ownShareSince(before));
        stat = SAMPLE;
        assertEquals(OptionalDouble.empty(), meter.read().stealShareSince(before));
    }

    @Test
    void shouldKnowNoSharesWhenNoTimeHasPassedOrTheJvmDoesNotTell() {
        final CpuReading before = meter.read();
        assertEquals(OptionalDouble.empty(), meter.read().ownShareSince(before));
        assertEquals(OptionalDouble.empty(), meter.read().stealShareSince(before));
        clock.advance(1);
        ownNs = -1;
        assertEquals(OptionalDouble.empty(), meter.read().ownShareSince(before));
    }

    @Test
    void shouldStayWithinBoundsWhenCountersAreNotExact() {
        final CpuReading before = meter.read();
        clock.advance(100);
        ownNs = 500;
        // Steal has gone back, as some hypervisors have it do.
        stat = "cpu  1100 20 300 5000 100 0 40 59 500 10\n";
        final CpuReading after = meter.read();
        assertShare(1, after.ownShareSince(before));
        assertShare(0, after.stealShareSince(before));
        assertShare(1, after.busyShareSince(before));
    }

    @Test
    void shouldReadThisProgram() {
        final CpuMeter real = new CpuMeter();
        final CpuReading before = real.read();
        CpuReading after = real.read();
        // On a busy machine it takes a while until this thread has run for as long as the kernel counts in.
        while (after.ownNs() == before.ownNs() && after.atNs() - before.atNs() < TimeUnit.SECONDS.toNanos(30)) {
            after = real.read();
        }
        final double own = after.ownShareSince(before).orElseThrow();
        assertTrue(own > 0 && own <= 1, "own share " + own);
    }

    private static void assertShare(final double expected, final OptionalDouble actual) {
        assertEquals(expected, actual.orElseThrow(), 1e-9);
    }
}

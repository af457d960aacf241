package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReplyMedianTest {

    private static final long MIN_NS = 50_000;
    private static final long MAX_NS = 500_000_000;
    private static final long INITIAL_NS = 1_000_000;

    private final ReplyMedian median = new ReplyMedian(INITIAL_NS, MIN_NS, MAX_NS);

    @Test
    void shouldStartWithItsInitialValue() {
        assertEquals(INITIAL_NS, median.medianNs());
    }

    @Property(tries = 100)
    void shouldComeCloseToTheMedianAndStayThere(
            @ForAll final long seed, @ForAll @LongRange(min = 200_000, max = 100_000_000) final long trueNs) {
        final ReplyMedian followed = new ReplyMedian(INITIAL_NS, MIN_NS, MAX_NS);
        final SplittableRandom random = new SplittableRandom(seed);
        double sum = 0;
        for (int i = 0; i < 3_000; i++) {
            // Half of the replies are up to twice as fast, half up to ten times as slow: the mean is far from the
            // median.
            followed.record(
                    random.nextBoolean() ? random.nextLong(trueNs / 2, trueNs) : random.nextLong(trueNs, 10 * trueNs));
            sum += i >= 1_000 ? followed.medianNs() : 0;
        }
        final double meanNs = sum / 2_000;
        assertTrue(meanNs > 0.6 * trueNs && meanNs < 1.7 * trueNs, meanNs + " is far from " + trueNs);
    }

    @Test
    void shouldNotFollowAFewSlowReplies() {
        for (int i = 0; i < 1_000; i++) {
            median.record(i % 10 == 0 ? 400_000_000 : 2_000_000);
        }
        assertTrue(median.medianNs() < 4_000_000, "" + median.medianNs());
    }

    @Test
    void shouldStayBetweenItsBounds() {
        for (int i = 0; i < 2_000; i++) {
            median.record(Long.MAX_VALUE);
        }
        assertEquals(MAX_NS, median.medianNs());
        for (int i = 0; i < 2_000; i++) {
            median.record(0);
        }
        assertEquals(MIN_NS, median.medianNs());
    }
}

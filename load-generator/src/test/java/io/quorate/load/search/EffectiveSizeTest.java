package io.quorate.load.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EffectiveSizeTest {

    private static final int BATCHES = 2_000;
    private static final int PER_BATCH = 200;

    @Test
    void shouldBeTheNumberOfOperationsWhenMissesAreIndependent() {
        final SplittableRandom random = new SplittableRandom(1);
        final EffectiveSize size = new EffectiveSize();
        for (int i = 0; i < BATCHES; i++) {
            int misses = 0;
            for (int j = 0; j < PER_BATCH; j++) {
                misses += random.nextInt(50) == 0 ? 1 : 0;
            }
            size.add(misses, PER_BATCH);
        }

        assertEquals(0.02, size.share(), 0.001);
        assertEquals(1, size.size() / (BATCHES * PER_BATCH), 0.1);
    }

    @Test
    void shouldBeAsManyTimesLessAsMissesComeTogether() {
        final SplittableRandom random = new SplittableRandom(2);
        final EffectiveSize size = new EffectiveSize();
        for (int i = 0; i < BATCHES; i++) {
            int misses = 0;
            for (int j = 0; j < PER_BATCH / 20; j++) {
                misses += random.nextInt(50) == 0 ? 20 : 0;
            }
            size.add(misses, PER_BATCH);
        }

        assertEquals(1 / 20.0, size.size() / (BATCHES * PER_BATCH), 0.1 / 20);
    }

    @Test
    void shouldNeverBeMoreThanTheNumberOfOperations() {
        final EffectiveSize size = new EffectiveSize();
        size.add(10, 1_000);
        size.add(10, 1_000);
        assertEquals(2_000, size.size());

        size.add(11, 1_000);
        assertEquals(3_000, size.size());
    }

    @Test
    void shouldLeaveOutSecondsInWhichNothingEnded() {
        final EffectiveSize size = new EffectiveSize();
        size.add(0, 0);
        size.add(5, 5);

        assertEquals(1, size.batches());
        assertEquals(1, size.share());
        assertTrue(size.misses() == 5);
    }
}

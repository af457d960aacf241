package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FaultPlanTest {
    private static final int DRAWS = 100_000;

    private final FaultDice dice = new FaultDice(1, 0, 1);

    @Test
    void shouldDrawDelaysOfGivenDistribution() {
        final double tolerance = 0.02;
        assertEquals(5_000.0, meanNs(Delay.fixed(Duration.ofNanos(5_000))), 0);
        assertEquals(3_000, meanNs(Delay.uniform(Duration.ofNanos(1_000), Duration.ofNanos(5_000))), 3_000 * tolerance);
        assertEquals(
                4_000, meanNs(Delay.exponential(Duration.ofNanos(1_000), Duration.ofNanos(3_000))), 4_000 * tolerance);
        for (int i = 0; i < DRAWS; i++) {
            final long uniformNs =
                    Delay.uniform(Duration.ofNanos(10), Duration.ofNanos(20)).ns(dice.bits(i, FaultDice.DELAY));
            assertTrue(uniformNs >= 10 && uniformNs <= 20, "delay " + uniformNs);
            final long exponentialNs =
                    Delay.exponential(Duration.ofHours(1), Duration.ofHours(1)).ns(dice.bits(i, FaultDice.DELAY));
            assertEquals(Delay.LONGEST.toNanos(), exponentialNs);
        }
    }

    @Test
    void shouldHitWithGivenChance() {
        assertEquals(0, hits(0));
        assertEquals(DRAWS, hits(1));
        assertEquals(DRAWS * 0.3, (double) hits(0.3), DRAWS * 0.01);
    }

    @Test
    void shouldHoldBackReorderedMessagesWithinWindow() {
        final FaultPlan plan = FaultPlan.NONE.withReorder(0.25, Duration.ofNanos(1_000));

        int held = 0;
        for (int i = 0; i < DRAWS; i++) {
            final long delayNs = dice.delayNs(plan, i, FaultDice.DELAY);
            assertTrue(delayNs >= 0 && delayNs <= 1_000, "delay " + delayNs);
            held += delayNs > 0 ? 1 : 0;
        }
        assertEquals(DRAWS * 0.25, held, DRAWS * 0.01);
    }

    @Test
    void shouldGiveEqualLuckForEqualSeedOnly() {
        assertEquals(luck(new FaultDice(7, 2, 1)), luck(new FaultDice(7, 2, 1)));
        assertNotEquals(luck(new FaultDice(7, 2, 1)), luck(new FaultDice(8, 2, 1)));
        assertNotEquals(luck(new FaultDice(7, 2, 1)), luck(new FaultDice(7, 3, 1)));
        assertNotEquals(luck(new FaultDice(7, 2, 1)), luck(new FaultDice(7, 2, 2)));
        assertNotEquals(luck(new FaultDice(7, 1, 2)), luck(new FaultDice(7, 2, 1)));
    }

    @Test
    void shouldDrawFaultsOfOneMessageIndependently() {
        int both = 0;
        for (int i = 0; i < DRAWS; i++) {
            both += dice.hits(0.5, i, FaultDice.DROP) && dice.hits(0.5, i, FaultDice.DUPLICATE) ? 1 : 0;
        }
        assertEquals(DRAWS * 0.25, both, DRAWS * 0.01);
    }

    @Test
    void shouldNameValueAndLimitWhenOutOfRange() {
        assertRefused("drop=1.5 must be 0 to 1", () -> FaultPlan.NONE.withDrop(1.5));
        assertRefused("duplicate=-0.1", () -> FaultPlan.NONE.withDuplicate(-0.1));
        assertRefused("drop=NaN", () -> FaultPlan.NONE.withDrop(Double.NaN));
        assertRefused("needs a reorderWindow over 0", () -> FaultPlan.NONE.withReorder(0.1, Duration.ZERO));
        assertRefused(
                "refuse=0.6 + overload=0.0 + fail=0.6 are over 1",
                () -> FaultPlan.NONE.withRefuse(0.6).withFail(0.6));
        assertRefused("delay=PT-1S must be 0 to PT1H", () -> Delay.fixed(Duration.ofSeconds(-1)));
        assertRefused("max=PT2H", () -> Delay.uniform(Duration.ZERO, Duration.ofHours(2)));
        assertRefused("min=PT2S > max=PT1S", () -> Delay.uniform(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    @Test
    void shouldRefuseFaultsOfRequestsForReplies() {
        final Faults faults = new Faults(1, 0, () -> {});
        final FaultPlan fine = FaultPlan.NONE.withDrop(0.1).withDelay(Delay.fixed(Duration.ofMillis(1)));

        faults.replies(fine);
        assertRefused("faults of requests", () -> faults.replies(fine.withDuplicate(0.1)));
        assertRefused("faults of requests", () -> faults.replies(fine.withFail(0.1)));

        assertEquals(fine, faults.replies());
        assertEquals(FaultPlan.NONE, faults.clear().replies());
    }

    private static void assertRefused(final String part, final Executable change) {
        final String message =
                assertThrows(IllegalArgumentException.class, change).getMessage();
        assertTrue(message.contains(part), message);
    }

    private double meanNs(final Delay delay) {
        return sum(i -> delay.ns(dice.bits(i, FaultDice.DELAY))) / (double) DRAWS;
    }

    private long hits(final double chance) {
        return sum(i -> dice.hits(chance, i, FaultDice.DROP) ? 1 : 0);
    }

    private static long sum(final LongUnaryOperator drawn) {
        long sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            sum += drawn.applyAsLong(i);
        }
        return sum;
    }

    private static List<Boolean> luck(final FaultDice of) {
        final List<Boolean> luck = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            luck.add(of.hits(0.5, of.nextMessage(), FaultDice.DROP));
        }
        return luck;
    }
}

package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.quorum.OperationState;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Positive;
import org.junit.jupiter.api.Test;

class CorrelationTest {

    private static final int LAST_SLOT = Correlation.MAX_SLOTS - 1;
    private static final int LAST_REPLICA = OperationState.MAX_REPLICAS - 1;
    private static final int LAST_ATTEMPT = OperationState.ATTEMPT_NUMBERS - 1;

    @Property
    void shouldGiveBackWhatItWasMadeOf(
            @ForAll @Positive final int generation,
            @ForAll @IntRange(max = LAST_SLOT) final int slot,
            @ForAll @IntRange(max = LAST_REPLICA) final int replica,
            @ForAll @IntRange(max = LAST_ATTEMPT) final int attempt) {
        final long id = Correlation.of(generation, slot, replica, attempt);
        assertEquals(slot, Correlation.slot(id));
        assertEquals(replica, Correlation.replica(id));
        assertEquals(attempt, Correlation.attempt(id));
        assertFalse(Correlation.isBackground(id));
        assertNotEquals(0, id, "0 stands for nothing that is expected");
    }

    @Property
    void shouldDifferWhereAnyPartDiffers(
            @ForAll @Positive final int generation,
            @ForAll @IntRange(max = LAST_SLOT) final int slot,
            @ForAll @IntRange(max = LAST_REPLICA) final int replica,
            @ForAll @IntRange(max = LAST_ATTEMPT) final int attempt,
            @ForAll @IntRange(max = 31) final int bit) {
        final long id = Correlation.of(generation, slot, replica, attempt);
        final int flip = 1 << bit;
        if ((generation ^ flip) > 0) {
            assertNotEquals(id, Correlation.of(generation ^ flip, slot, replica, attempt));
        }
        assertNotEquals(id, Correlation.of(generation, slot ^ ((flip & LAST_SLOT) | 1), replica, attempt));
        assertNotEquals(id, Correlation.of(generation, slot, replica ^ 1, attempt));
        assertNotEquals(id, Correlation.of(generation, slot, replica, attempt ^ ((flip & LAST_ATTEMPT) | 1)));
    }

    @Property
    void shouldNameTheSameOperationWhateverTheReplicaAndTheAttempt(
            @ForAll @Positive final int generation,
            @ForAll @IntRange(max = LAST_SLOT) final int slot,
            @ForAll @IntRange(max = LAST_REPLICA) final int replica,
            @ForAll @IntRange(max = LAST_ATTEMPT) final int attempt) {
        final long operation = Correlation.operation(generation, slot);
        assertEquals(slot, Correlation.slot(operation));
        assertEquals(operation, Correlation.of(generation, slot, replica, attempt) & operation);
        assertEquals(operation, Correlation.of(generation, slot, 0, 0));
    }

    @Test
    void shouldTellRequestsOfNoOperationApart() {
        assertTrue(Correlation.isBackground(Correlation.background(0)));
        assertTrue(Correlation.isBackground(Correlation.background(Long.MAX_VALUE)));
        assertNotEquals(Correlation.background(1), Correlation.background(2));
        assertFalse(Correlation.isBackground(Correlation.of(Integer.MAX_VALUE, LAST_SLOT, LAST_REPLICA, LAST_ATTEMPT)));
    }
}

package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LargeReadsTest {
    private final LargeReads reads = new LargeReads();

    @Test
    void shouldExpectSmallValuesUntilManyLargeOnesWereSeen() {
        assertFalse(reads.expected());
        for (int i = 0; i < 31; i++) {
            reads.sawLarge();
        }
        assertFalse(reads.expected());
        reads.sawLarge();
        assertTrue(reads.expected());
    }

    @Test
    void shouldTryTheStreamNowAndThenWhenLargeValuesAreExpected() {
        for (int i = 0; i < 1_000; i++) {
            reads.sawLarge();
        }
        int tries = 0;
        for (int i = 0; i < 160; i++) {
            tries += reads.expected() ? 0 : 1;
        }
        assertEquals(10, tries);
    }

    @Test
    void shouldReturnToTheStreamSoonWhenValuesAreSmallAgain() {
        for (int i = 0; i < 1_000; i++) {
            reads.sawLarge();
        }
        for (int i = 0; i < 5; i++) {
            reads.sawSmall();
        }
        assertFalse(reads.expected());
    }

    @Test
    void shouldStayOnTheStreamWhenLargeAndSmallValuesMix() {
        for (int i = 0; i < 10_000; i++) {
            assertFalse(reads.expected());
            if (i % 4 == 0) {
                reads.sawSmall();
            } else {
                reads.sawLarge();
            }
        }
    }
}

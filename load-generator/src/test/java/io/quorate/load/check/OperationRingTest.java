package io.quorate.load.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OperationRingTest {

    private static final int SIZE = CheckSettings.LEAST_RING_ENTRIES;

    private final OperationRing ring = new OperationRing(SIZE);

    private void assertEntry(final long number, final int state, final long time) {
        final long entry = ring.find(number);
        assertEquals(state, OperationRing.state(entry));
        assertEquals(time, OperationRing.time(entry));
    }

    @Test
    void shouldKnowWhatBecameOfAWrite() {
        ring.begin(5, OperationRing.PENDING, 100);
        assertEntry(5, OperationRing.PENDING, 100);
        assertEquals(100, ring.began(5));
        ring.acknowledge(5, 200);
        assertEntry(5, OperationRing.ACKNOWLEDGED, 200);
        assertEquals(Instants.NEVER, ring.began(5));
    }

    @Test
    void shouldFindNoWriteWhenNoneHasBegun() {
        ring.begin(SIZE + 5, OperationRing.PENDING, 100);
        ring.begin(SIZE + 6, OperationRing.VALUELESS, 110);

        assertEquals(OperationRing.NO_WRITE, ring.find(SIZE + 4));
        assertEquals(OperationRing.NO_WRITE, ring.find(SIZE + 6));
        assertEquals(OperationRing.NO_WRITE, ring.find(SIZE + 7));
        assertEquals(OperationRing.NO_WRITE, ring.find(2 * SIZE + 5));
    }

    @Test
    void shouldBoundAnAcknowledgementByTheBeginOfWhatTookTheEntry() {
        ring.begin(5, OperationRing.PENDING, 100);
        ring.acknowledge(5, 200);
        ring.begin(SIZE + 5, OperationRing.VALUELESS, 300);
        assertEquals(OperationRing.GONE, ring.find(5));
        assertEquals(300, ring.latestAcknowledgement(5));

        ring.begin(2 * SIZE + 5, OperationRing.PENDING, 400);
        assertEquals(400, ring.latestAcknowledgement(5));
        ring.acknowledge(2 * SIZE + 5, 500);
        assertEquals(500, ring.latestAcknowledgement(5));
    }

    @Test
    void shouldKnowNoBoundWhenTheEntryWasTakenFromAPendingWrite() {
        ring.begin(5, OperationRing.PENDING, 100);
        ring.begin(SIZE + 5, OperationRing.VALUELESS, 300);
        ring.acknowledge(5, 400);

        assertEquals(OperationRing.GONE, ring.find(5));
        assertEquals(Instants.NEVER, ring.latestAcknowledgement(5));
        assertEquals(300, ring.began(SIZE + 5), "the late acknowledgement has not touched it");
    }

    @Test
    void shouldKnowNoBoundWhenWhatTookTheEntryHadReadTheClockBefore() {
        ring.begin(5, OperationRing.PENDING, 100);
        ring.acknowledge(5, 301);
        ring.begin(SIZE + 5, OperationRing.VALUELESS, 300);

        assertEquals(Instants.NEVER, ring.latestAcknowledgement(5));
    }

    @Test
    void shouldKnowNothingOfAWriteWhoseEntryALaterOneHasAlready() {
        ring.begin(SIZE + 5, OperationRing.VALUELESS, 300);
        ring.begin(5, OperationRing.PENDING, 310);
        assertEquals(OperationRing.GONE, ring.find(5));
        assertEquals(Instants.NEVER, ring.latestAcknowledgement(5));

        ring.acknowledge(5, 400);
        assertEquals(Instants.NEVER, ring.latestAcknowledgement(5));
    }

    @Test
    void shouldTellLapsApartForLong() {
        for (long lap = 0; lap < 100_000; lap++) {
            final long number = lap * SIZE + 5;
            ring.begin(number, OperationRing.PENDING, 10 * lap + 1);
            assertEntry(number, OperationRing.PENDING, 10 * lap + 1);
            ring.acknowledge(number, 10 * lap + 2);
            assertEquals(OperationRing.NO_WRITE, ring.find(number + SIZE));
            if (lap > 0) {
                assertEquals(OperationRing.GONE, ring.find(number - SIZE));
                assertEquals(OperationRing.GONE, ring.find(5));
                assertEquals(10 * lap + 2, ring.latestAcknowledgement(5));
            }
        }
    }
}

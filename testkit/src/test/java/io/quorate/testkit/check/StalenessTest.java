package io.quorate.testkit.check;

import static io.quorate.testkit.check.Histories.delete;
import static io.quorate.testkit.check.Histories.get;
import static io.quorate.testkit.check.Histories.getAbsent;
import static io.quorate.testkit.check.Histories.getTombstone;
import static io.quorate.testkit.check.Histories.put;
import static io.quorate.testkit.check.Histories.version;
import static io.quorate.testkit.check.Histories.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StalenessTest {

    private static Staleness of(final Operation... operations) {
        return of(List.of(operations));
    }

    private static Staleness of(final List<Operation> operations) {
        final History history = new History();
        operations.forEach(history::add);
        return new Staleness().add(history);
    }

    private static Operation getBy(final int client, final int rank, final long fromNs, final long toNs) {
        return new Operation(client, "k", Kind.GET, "v" + rank, version(rank), fromNs, toNs, End.OK);
    }

    @Example
    void shouldFindNothingWhenHistoryIsInOrder() {
        final Staleness figures =
                of(getAbsent(0, 1), put(1, 2, 3), get(1, 4, 5), delete(2, 6, 7), getTombstone(2, 8, 9));

        assertEquals(3, figures.gets());
        assertEquals(2, figures.writes());
        assertEquals(0, figures.staleGets());
        assertEquals(0, figures.lostUpdates());
        assertEquals(0, figures.backwardGets());
        assertEquals(0, figures.staleAgeNs(1));
    }

    @Example
    void shouldCountStaleGetsAndTheirAges() {
        final Staleness figures = of(
                put(1, 0, 10),
                put(2, 20, 30),
                put(3, 40, 50),
                getBy(1, 1, 35, 36), // 5 after the second put was acknowledged
                getBy(2, 1, 60, 61), // 30 after the second put, which was the first to be newer
                getBy(3, 2, 60, 61), // 10 after the third
                getBy(4, 3, 60, 61));

        assertEquals(3, figures.staleGets());
        assertEquals(5, figures.staleAgeNs(0));
        assertEquals(10, figures.staleAgeNs(0.5));
        assertEquals(30, figures.staleAgeNs(0.99));
        assertEquals(30, figures.staleAgeNs(1));
        assertEquals(0, figures.backwardGets(), "the gets are of different clients");
    }

    @Example
    void shouldCallNoGetStaleThatBeganBeforeTheAcknowledgement() {
        assertEquals(0, of(put(1, 0, 1), put(2, 2, 10), get(1, 10, 12)).staleGets());
        assertEquals(1, of(put(1, 0, 1), put(2, 2, 10), get(1, 11, 12)).staleGets());
        assertEquals(1, of(put(1, 0, 1), getAbsent(2, 3)).staleGets());
        assertEquals(0, of(write(1, 0, 1, End.INDETERMINATE), getAbsent(2, 3)).staleGets(), "nothing was acknowledged");
        assertEquals(0, of(write(1, 0, 1, End.FAILED), getAbsent(2, 3)).staleGets());
    }

    @Example
    void shouldCountWritesThatOlderOnesOvertake() {
        assertEquals(1, of(put(2, 0, 1), put(1, 2, 3)).lostUpdates());
        assertEquals(1, of(put(2, 0, 1), delete(1, 2, 3)).lostUpdates());
        assertEquals(0, of(put(2, 0, 1), write(1, 2, 3, End.INDETERMINATE)).lostUpdates(), "it was not acknowledged");
        assertEquals(0, of(put(2, 0, 2), put(1, 2, 3)).lostUpdates(), "they overlap");
        assertEquals(0, of(put(2, 0, 10), put(1, 5, 6)).lostUpdates(), "they overlap");
        assertEquals(
                1, of(put(2, 0, 10), getBy(1, 2, 2, 3), put(1, 5, 6)).lostUpdates(), "one was found before the other");
        assertEquals(
                1,
                of(write(2, 0, 1, End.INDETERMINATE), getBy(1, 2, 2, 3), put(1, 5, 6))
                        .lostUpdates());
        assertEquals(0, of(write(2, 0, 1, End.INDETERMINATE), put(1, 5, 6)).lostUpdates());
    }

    @Example
    void shouldCountBackwardGetsPerClient() {
        assertEquals(
                1,
                of(put(1, 0, 1), put(2, 2, 30), getBy(1, 2, 4, 5), getBy(1, 1, 6, 7))
                        .backwardGets());
        assertEquals(
                0,
                of(put(1, 0, 1), put(2, 2, 30), getBy(1, 2, 4, 5), getBy(2, 1, 6, 7))
                        .backwardGets());
        assertEquals(
                0,
                of(put(1, 0, 1), put(2, 2, 30), getBy(1, 2, 4, 7), getBy(1, 1, 6, 8))
                        .backwardGets());
        assertEquals(
                0,
                of(put(1, 0, 1), put(2, 2, 30), getBy(1, 2, 4, 5), getBy(1, 1, 6, 7))
                        .staleGets(),
                "the second put is not acknowledged yet");
    }

    @Example
    void shouldTakeKeysApartAndAddUp() {
        final Staleness first = of(
                put(1, 0, 1),
                new Operation(0, "other", Kind.GET, null, null, 2, 3, End.OK),
                new Operation(0, "other", Kind.GET, null, null, 2, 3, End.FAILED));
        assertEquals(1, first.gets());
        assertEquals(0, first.staleGets());

        final Staleness sum =
                first.add(of(put(1, 0, 1), getAbsent(21, 22))).add(of(put(2, 0, 1), put(1, 2, 3), getAbsent(5, 6)));
        assertEquals(3, sum.gets());
        assertEquals(4, sum.writes());
        assertEquals(2, sum.staleGets());
        assertEquals(4, sum.staleAgeNs(0.5));
        assertEquals(20, sum.staleAgeNs(1));
        assertEquals(1, sum.lostUpdates());
        assertThrows(IllegalArgumentException.class, () -> sum.staleAgeNs(1.01));
    }

    @Property(tries = 500)
    void shouldFindNothingInWhatARealRegisterDid(@ForAll final long seed) {
        final SeededRandom random = new SeededRandom(seed);
        final Staleness figures = of(RandomHistories.ofRegister(random, 5, 200));

        assertEquals(0, figures.staleGets() + figures.lostUpdates() + figures.backwardGets());
    }

    /** Counted from the definition, pair by pair. */
    @Property(tries = 2_000)
    void shouldAgreeWithTheDefinition(@ForAll final long seed) {
        final List<Operation> history = RandomHistories.chaotic(new SeededRandom(seed));
        long stale = 0;
        long lost = 0;
        for (final Operation later : history) {
            boolean isStale = false;
            boolean isLost = false;
            for (final Operation earlier : history) {
                final boolean overtakes = earlier.end() == End.OK
                        && earlier.precedes(later)
                        && earlier.version() != null
                        && (later.version() == null || earlier.version().compareTo(later.version()) > 0);
                isStale |= overtakes && earlier.isWrite() && !later.isWrite();
                isLost |= overtakes && later.isWrite() && later.end() == End.OK;
            }
            stale += isStale ? 1 : 0;
            lost += isLost ? 1 : 0;
        }

        final Staleness figures = of(history);
        assertEquals(stale, figures.staleGets(), history::toString);
        assertEquals(lost, figures.lostUpdates(), history::toString);
    }

    @Example
    void shouldMeasureLongHistoryQuickly() {
        final List<Operation> history = new ArrayList<>();
        for (int i = 1; i <= 100_000; i++) {
            history.add(put(i, 4L * i, 4L * i + 1));
            history.add(get(Math.max(1, i - 1), 4L * i + 2, 4L * i + 3));
        }
        final long startNs = System.nanoTime();

        assertEquals(99_999, of(history).staleGets());
        assertTrue(System.nanoTime() - startNs < 20_000_000_000L, "it takes more than n log n");
    }
}

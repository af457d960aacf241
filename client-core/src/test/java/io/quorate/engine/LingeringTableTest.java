package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LingeringTableTest {

    @ParameterizedTest
    @CsvSource({"1,2", "2,2", "3,4", "4,4", "5,8", "4096,4096", "4097,8192"})
    void shouldRoundItsCapacityUpToAPowerOfTwo(final int asked, final int given) {
        assertEquals(given, new LingeringTable(asked).capacity());
    }

    @Property(tries = 200)
    void shouldPushOutWhatEnteredAsManyEntriesBefore(
            @ForAll @IntRange(min = 1, max = 70) final int capacity, @ForAll @IntRange(max = 300) final int entries) {
        final LingeringTable table = new LingeringTable(capacity);
        for (int i = 0; i < entries; i++) {
            final long expected = i < table.capacity() ? LingeringTable.NONE : i - table.capacity();
            assertEquals(expected, table.enter(i));
        }
    }

    @Test
    void shouldPushOutEveryEntryOnceWhateverThreadsDo() throws Exception {
        final int threads = 4;
        final int each = 20_000;
        final LingeringTable table = new LingeringTable(8);
        final ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            final CyclicBarrier start = new CyclicBarrier(threads);
            final List<Future<List<Long>>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                final long from = (long) t * each;
                results.add(executor.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    final List<Long> pushedOut = new ArrayList<>();
                    for (long i = from; i < from + each; i++) {
                        pushedOut.add(table.enter(i));
                    }
                    return pushedOut;
                }));
            }
            final BitSet seen = new BitSet();
            int none = 0;
            for (final Future<List<Long>> result : results) {
                for (final long entry : result.get(60, TimeUnit.SECONDS)) {
                    if (entry == LingeringTable.NONE) {
                        none++;
                    } else {
                        assertEquals(false, seen.get((int) entry), "pushed out twice: " + entry);
                        seen.set((int) entry);
                    }
                }
            }
            assertEquals(table.capacity(), none);
            assertEquals(threads * each - table.capacity(), seen.cardinality());
        } finally {
            executor.shutdownNow();
        }
    }
}

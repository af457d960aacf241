package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class PublishedRingBenchmarkTest {

    @Test
    void shouldFindTheSameReplicasWhenRingsOfTheSameMembersAreSwappedOrRebuilt() {
        final PublishedRingBenchmark bench = new PublishedRingBenchmark();
        bench.nodes = 10;
        bench.build();
        final PublishedRingBenchmark.Cursor[] cursors = new PublishedRingBenchmark.Cursor[4];
        for (int i = 0; i < cursors.length; i++) {
            cursors[i] = new PublishedRingBenchmark.Cursor();
            cursors[i].next = 0;
        }
        long epoch = bench.publishedEpoch();
        for (int i = 0; i < 100; i++) {
            final long expected = bench.lookup(cursors[0]);
            bench.swap();
            assertNotEquals(epoch, bench.publishedEpoch());
            epoch = bench.publishedEpoch();
            assertEquals(expected, bench.lookupWhileSwapped(cursors[1]));
            assertEquals(expected, bench.lookupWhileRebuilt(cursors[2]));
            assertEquals(expected, bench.baselineReadLock(cursors[3]));
        }
        bench.rebuild();
        assertEquals(102, bench.publishedEpoch());
        assertEquals(bench.lookup(cursors[0]), bench.baselineReadLock(cursors[3]));
    }
}

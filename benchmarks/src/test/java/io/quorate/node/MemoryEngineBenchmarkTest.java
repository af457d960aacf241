package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

class MemoryEngineBenchmarkTest {

    @Test
    void shouldReadWhatWasStoredLastWhenThreadsHaveKeysOfTheirOwn() {
        final MemoryEngineBenchmark bench = new MemoryEngineBenchmark();
        bench.fill();
        final MemoryEngineBenchmark.Caller first = caller(bench, 0);
        final MemoryEngineBenchmark.Caller second = caller(bench, 1);
        final int rounds = 1_000;
        for (int i = 0; i < rounds; i++) {
            // A store answers with the version that is held now.
            assertEquals(2 + i, bench.store(first));
            assertEquals(2 + i, bench.store(second));
        }
        final MemoryEngineBenchmark.Caller reader = caller(bench, 0);
        for (int i = 0; i < rounds; i++) {
            assertEquals(2 + i, bench.read(reader));
        }
    }

    @Test
    void shouldFindEveryKeyWhenMapsAreAsked() {
        final MemoryEngineBenchmark bench = new MemoryEngineBenchmark();
        bench.fill();
        final MemoryEngineBenchmark.Caller caller = caller(bench, 0);
        for (int i = 0; i < 1_000; i++) {
            assertNotNull(bench.baselineHashMapGet(caller));
            assertNotNull(bench.baselineSkipListGet(caller));
            assertNotNull(bench.baselineHashMapMerge(caller));
        }
    }

    private static MemoryEngineBenchmark.Caller caller(final MemoryEngineBenchmark bench, final int index) {
        final MemoryEngineBenchmark.Caller caller = new MemoryEngineBenchmark.Caller();
        caller.start(bench, index, 2);
        return caller;
    }
}

package io.quorate.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConflictResolutionBenchmarkTest {

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 7})
    void shouldFindTheSameReplyAsTheSortWhenRepliesConflict(final int replies) {
        final ConflictResolutionBenchmark bench = new ConflictResolutionBenchmark();
        bench.replies = replies;
        bench.makeReplies();
        final int[] found = new int[replies];
        for (int set = 0; set < 256; set++) {
            final int newest = bench.newest(bench.conflicting(set));
            assertEquals(SortedReplies.newest(bench.conflicting(set)), newest, "set " + set);
            found[newest]++;
        }
        for (int i = 0; i < replies; i++) {
            assertNotEquals(0, found[i], "the newest is never at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 7})
    void shouldDecideAndRetireWhenTheWholeGetRuns(final int replies) {
        final ConflictResolutionBenchmark bench = new ConflictResolutionBenchmark();
        bench.replies = replies;
        bench.makeReplies();
        for (int i = 0; i < 1_000; i++) {
            assertNotEquals(0, bench.wholeGet());
        }
    }
}

package io.quorate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InProcessQuorumBenchmarkTest {

    private static final int ROUNDS = 100;

    private final InProcessQuorumBenchmark bench = new InProcessQuorumBenchmark();
    private final InProcessQuorumBenchmark.Cursor cursor = new InProcessQuorumBenchmark.Cursor();

    @Test
    void shouldReallyReadAndWriteWhenTheClusterIsEmbedded() {
        bench.fill();
        final InProcessQuorumBenchmark.Embedded embedded = new InProcessQuorumBenchmark.Embedded();
        embedded.start(bench);
        try {
            for (int i = 0; i < ROUNDS; i++) {
                final GetResult found = bench.getBlocking(cursor, embedded);
                assertEquals("v".repeat(100), found.text());
                assertTrue(found.confirmed());
                cursor.next = i;
                assertEquals(found.version().timestamp() + 'v', bench.get(cursor, embedded));
            }
            final PutResult put = bench.putBlocking(cursor, embedded);
            cursor.next--;
            assertEquals(put.version(), bench.getBlocking(cursor, embedded).version());
            cursor.next--;
            bench.put(cursor, embedded);
            cursor.next--;
            assertNotEquals(put.version(), bench.getBlocking(cursor, embedded).version());
        } finally {
            embedded.stop();
        }
    }

    @Test
    void shouldDecideAtOnceWhenTheTransportDoesNothing() {
        bench.fill();
        final InProcessQuorumBenchmark.NoOp noOp = new InProcessQuorumBenchmark.NoOp();
        noOp.start(bench);
        try {
            for (int i = 0; i < ROUNDS; i++) {
                assertEquals(1 + 'v', bench.getNoOpTransport(cursor, noOp));
                assertTrue(bench.putNoOpTransport(cursor, noOp) > 1);
            }
        } finally {
            noOp.stop();
        }
    }

    @Test
    void shouldMakeResultsOfTheSameShapeWhenOnlyTheResultIsMeasured() {
        bench.fill();
        final InProcessQuorumBenchmark.Decided decided = new InProcessQuorumBenchmark.Decided();
        decided.make(bench);
        assertEquals("v".repeat(100), bench.baselineGetResultOnly(decided).text());
        final PutResult put = bench.baselinePutResultOnly(decided);
        assertEquals("v".repeat(100), put.previous().text());
        assertNotEquals(put.version(), put.previous().version());
    }

    @Test
    void shouldKeepTheNewestWhenTheMapsAreMerged() {
        final ThreeMaps maps = new ThreeMaps();
        final byte[] old = "old".getBytes(StandardCharsets.US_ASCII);
        final byte[] young = "young".getBytes(StandardCharsets.US_ASCII);
        maps.put("k", new ThreeMaps.Stored(1, 1, old));
        maps.put("k", new ThreeMaps.Stored(2, 1, young));
        maps.put("k", new ThreeMaps.Stored(1, 9, old));
        assertArrayEquals(young, maps.get("k").value());
    }

    @Test
    void shouldRefuseToGiveADecisionWhenThereIsNone() {
        assertThrows(IllegalStateException.class, () -> new LastDecision().take());
    }
}

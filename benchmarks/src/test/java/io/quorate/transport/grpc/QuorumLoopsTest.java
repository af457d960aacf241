package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.bench.ClosedLoop;
import io.quorate.bench.Keys;
import io.quorate.bench.Usage;
import io.quorate.bench.tcp.BareTcpLoop;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class QuorumLoopsTest {

    private static final Keys KEYS = new Keys(64, 16);
    private static final byte[] VALUE = "v".repeat(100).getBytes(StandardCharsets.US_ASCII);
    private static final int LANES = 4;

    private static LoopbackNodes nodes;

    @BeforeAll
    static void startNodes() throws Exception {
        nodes = LoopbackNodes.start(3);
        GrpcQuorumBenchmark.preload(nodes.addresses(), KEYS, VALUE);
    }

    @AfterAll
    static void stopNodes() {
        nodes.close();
    }

    @Test
    void shouldGetWhatWasPutWhenTheLibraryLoops() throws Exception {
        try (ClosedLoop puts = library(true);
                ClosedLoop gets = library(false)) {
            checkRuns(puts);
            checkRuns(gets);
        }
    }

    @Test
    void shouldGetWhatWasPutWhenTheStubsLoop() throws Exception {
        final List<String> addresses = nodes.addresses();
        for (final boolean deadlines : new boolean[] {true, false}) {
            try (ClosedLoop puts = new UnaryPutLoop(addresses, KEYS, VALUE, deadlines, LANES);
                    ClosedLoop gets = new UnaryGetLoop(addresses, KEYS, VALUE.length, deadlines, LANES)) {
                checkRuns(puts);
                checkRuns(gets);
            }
        }
    }

    @Test
    void shouldReallyStoreWhenTheStubsPut() throws Exception {
        final byte[] other = "w".repeat(100).getBytes(StandardCharsets.US_ASCII);
        final Keys keys = new Keys(1, 12);
        try (ClosedLoop puts = new UnaryPutLoop(nodes.addresses(), keys, other, true, 1);
                QuorateClient client = GrpcQuorumBenchmark.connect(nodes.addresses())) {
            checkRuns(puts);
            assertTrue(Arrays.equals(other, client.get(keys.bytes()).value()));
        }
    }

    @Test
    void shouldGetWhatWasPutWhenTheStubsAreAsBuilt() throws Exception {
        try (ClosedLoop puts = new DefaultUnaryLoop(nodes.addresses(), KEYS, VALUE, true, LANES);
                ClosedLoop gets = new DefaultUnaryLoop(nodes.addresses(), KEYS, VALUE, false, LANES)) {
            checkRuns(puts);
            checkRuns(gets);
        }
    }

    @Test
    void shouldGetWhatWasPutWhenPlainTcpLoops() throws Exception {
        try (ClosedLoop puts = new BareTcpLoop(nodes.tcpAddresses(), KEYS, VALUE, true, LANES);
                ClosedLoop gets = new BareTcpLoop(nodes.tcpAddresses(), KEYS, VALUE, false, LANES)) {
            checkRuns(puts);
            checkRuns(gets);
        }
    }

    @Test
    void shouldReallyStoreWhenPlainTcpPuts() throws Exception {
        final byte[] other = "x".repeat(100).getBytes(StandardCharsets.US_ASCII);
        final Keys keys = new Keys(1, 16);
        try (ClosedLoop puts = new BareTcpLoop(nodes.tcpAddresses(), keys, other, true, 1);
                QuorateClient client = GrpcQuorumBenchmark.connect(nodes.addresses())) {
            checkRuns(puts);
            assertTrue(Arrays.equals(other, client.get(keys.bytes()).value()));
        }
        try (ClosedLoop puts = new BareTcpLoop(nodes.tcpAddresses(), keys, VALUE, true, 1)) {
            checkRuns(puts);
        }
    }

    @Test
    void shouldCarryValuesLargerThanItsBuffersWhenPlainTcpLoops() throws Exception {
        final byte[] large = new byte[300_000];
        final Keys keys = new Keys(8, 16);
        final int manyLanes = 32;
        try (LoopbackNodes five = LoopbackNodes.start(5);
                ClosedLoop puts = new BareTcpLoop(five.tcpAddresses(), keys, large, true, manyLanes);
                ClosedLoop gets = new BareTcpLoop(five.tcpAddresses(), keys, large, false, manyLanes)) {
            checkRuns(puts);
            checkRuns(gets);
        }
    }

    @Test
    void shouldAllocateNothingWhenPlainTcpIsWarm() throws Exception {
        try (ClosedLoop gets = new BareTcpLoop(nodes.tcpAddresses(), KEYS, VALUE, false, LANES)) {
            gets.start();
            gets.await(20_000);
            final long before = Usage.allocatedBytes();
            final long from = gets.endedCount();
            gets.await(20_000);
            final double bytes = Usage.allocatedBytes() - before;
            final long count = gets.endedCount() - from;
            gets.stop();
            // Of both sides together, and of whatever else the JVM does meanwhile.
            assertTrue(bytes / count < 8, () -> bytes + " bytes in " + count + " operations");
        }
    }

    @Test
    void shouldFailWhenAGetFindsNothing() throws Exception {
        final Keys absent = new Keys(64, 9);
        try (ClosedLoop library =
                        new QuorateLoop(GrpcQuorumBenchmark.connect(nodes.addresses()), absent, VALUE, false, LANES);
                ClosedLoop stubs = new UnaryGetLoop(nodes.addresses(), absent, VALUE.length, true, LANES);
                ClosedLoop plain = new DefaultUnaryLoop(nodes.addresses(), absent, VALUE, false, LANES);
                ClosedLoop tcp = new BareTcpLoop(nodes.tcpAddresses(), new Keys(64, 16), new byte[99], false, LANES)) {
            for (final ClosedLoop loop : List.of(library, stubs, plain, tcp)) {
                loop.start();
                final IllegalStateException fault =
                        assertThrows(IllegalStateException.class, () -> loop.await(LANES + 1));
                final String found = loop == tcp ? "found 100 bytes" : "found 0 bytes";
                assertTrue(fault.getMessage().contains(found), fault::getMessage);
            }
        }
    }

    @Test
    void shouldEndTheProcessOfTheNodesWhenClosed() throws Exception {
        final NodesProcess process = NodesProcess.start(3);
        try (process) {
            assertEquals(3, process.addresses().size());
            assertTrue(process.isAlive());
            GrpcQuorumBenchmark.preload(process.addresses(), KEYS, VALUE);
        }
        assertFalse(process.isAlive());
    }

    private static ClosedLoop library(final boolean puts) {
        return new QuorateLoop(GrpcQuorumBenchmark.connect(nodes.addresses()), KEYS, VALUE, puts, LANES);
    }

    /** Twice, as two iterations of a benchmark do. */
    private static void checkRuns(final ClosedLoop loop) {
        for (int i = 0; i < 2; i++) {
            final long before = loop.endedCount();
            loop.start();
            loop.await(100);
            loop.await(100);
            loop.stop();
            final long after = loop.endedCount();
            assertTrue(after - before >= 200, () -> "only " + (after - before));
            assertTrue(after - before < 1_000_000);
        }
        final long still = loop.endedCount();
        loop.stop();
        assertEquals(still, loop.endedCount());
    }
}

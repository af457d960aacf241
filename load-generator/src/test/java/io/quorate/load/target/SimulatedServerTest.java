package io.quorate.load.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Workload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SimulatedServerTest {

    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long START_NS = Long.MAX_VALUE - 3 * MS_NS - MS_NS / 2;

    private final Workload puts = new Workload(1, Mix.parse("put=1"), 3, 40);
    private final Workload gets = new Workload(1, Mix.parse("get=1"), 3, 40);
    private final Workload deletes = new Workload(1, Mix.parse("delete=1"), 3, 40);
    private final List<String> log = new ArrayList<>();

    /** A clock that is about to overflow, which must not matter. */
    private long nowNs = START_NS;

    private SimulatedServer server(final String text) {
        return new SimulatedServer(SimulatedService.parse(text), () -> nowNs);
    }

    @Test
    void shouldServeInOrderOfArrivalWhenOneAtATimeIsServed() {
        final SimulatedServer server = server("sim:service=2ms");
        begin(server, "a", operation(gets, 0));
        advance(server, MS_NS);
        begin(server, "b", operation(gets, 1));
        advance(server, 10 * MS_NS);
        begin(server, "c", operation(gets, 2));
        advance(server, 10 * MS_NS);

        assertEquals(List.of("a ABSENT 2.0", "b ABSENT 4.0", "c ABSENT 13.0"), log);
        assertEquals(SimulatedServer.NEVER, server.nextNs());
    }

    @Test
    void shouldServeAsManyAtATimeAsItHasServers() {
        final SimulatedServer server = server("sim:service=2ms,servers=2");
        for (final String name : List.of("a", "b", "c", "d", "e")) {
            begin(server, name, operation(gets, 0));
        }
        advance(server, 10 * MS_NS);

        assertEquals(List.of("a ABSENT 2.0", "b ABSENT 2.0", "c ABSENT 4.0", "d ABSENT 4.0", "e ABSENT 6.0"), log);
    }

    @Test
    void shouldRefuseWhatFindsTheQueueFull() {
        final SimulatedServer server = server("sim:service=2ms,queue=1");
        for (final String name : List.of("a", "b", "c")) {
            begin(server, name, operation(gets, 0));
        }
        advance(server, 2 * MS_NS);
        begin(server, "d", operation(gets, 0));
        advance(server, 10 * MS_NS);

        assertEquals(List.of("c OVERLOADED 0.0", "a ABSENT 2.0", "b ABSENT 4.0", "d ABSENT 6.0"), log);
    }

    @Test
    void shouldFindWhatWasPutLast() {
        final SimulatedServer server = server("sim:service=1ms");
        final PlannedOperation first = operation(puts, 0);
        final int key = first.keyIndex();
        final String firstValue = value(first);
        begin(server, "put", first);
        // What is planned belongs to the caller again as soon as the operation has begun.
        puts.planPreload(key, first);
        begin(server, "get", reader(key));
        begin(server, "put", first);
        begin(server, "get", reader(key));
        begin(server, "get", reader((key + 1) % 3));
        advance(server, 10 * MS_NS);

        assertEquals(
                List.of(
                        "put OK 1.0",
                        "get = " + firstValue,
                        "get OK 2.0",
                        "put OK 3.0",
                        "get = " + value(first),
                        "get OK 4.0",
                        "get ABSENT 5.0"),
                log);
    }

    @Test
    void shouldFindNothingAfterADelete() {
        final SimulatedServer server = server("sim:service=1ms");
        final PlannedOperation delete = operation(deletes, 0);
        final PlannedOperation put = puts.newOperation();
        puts.planPreload(delete.keyIndex(), put);
        begin(server, "delete", delete);
        begin(server, "put", put);
        begin(server, "delete", delete);
        begin(server, "get", reader(delete.keyIndex()));
        begin(server, "put", put);
        begin(server, "get", reader(delete.keyIndex()));
        advance(server, 10 * MS_NS);

        assertEquals(
                List.of(
                        "delete OK 1.0",
                        "put OK 2.0",
                        "delete OK 3.0",
                        "get ABSENT 4.0",
                        "put OK 5.0",
                        "get = " + value(put),
                        "get OK 6.0"),
                log);
    }

    @Test
    void shouldTakeTheNextOperationOfWhomItTellsAnEnd() {
        final SimulatedServer server = server("sim:service=1ms");
        final Chain chain = new Chain(server, operation(gets, 0), 3);
        chain.begin();
        advance(server, 10 * MS_NS);

        assertEquals(0, chain.left);
        assertEquals(List.of("0", "1.0", "2.0"), log);
    }

    @Test
    @Timeout(30)
    void shouldEndOperationsByItselfWhenStarted() throws InterruptedException {
        final long startNs = System.nanoTime();
        final CountDownLatch ended = new CountDownLatch(50);
        try (SimulatedServer server = SimulatedServer.parse("sim:service=1ms").start()) {
            final PlannedOperation operation = operation(gets, 0);
            for (int i = 0; i < 50; i++) {
                server.newCall(new Target.Completion() {
                            @Override
                            public void onValue(final ByteBuffer source, final int offset, final int length) {}

                            @Override
                            public void onDone(final Outcome outcome, final @Nullable String message) {
                                ended.countDown();
                            }
                        })
                        .begin(operation);
            }
            ended.await();
        }

        assertTrue(System.nanoTime() - startNs >= 50 * MS_NS, "fifty of a millisecond each, one at a time");
    }

    private void advance(final SimulatedServer server, final long ns) {
        final long untilNs = nowNs + ns;
        while (server.nextNs() != SimulatedServer.NEVER && server.nextNs() - untilNs <= 0) {
            nowNs = server.nextNs();
            server.endDue();
        }
        nowNs = untilNs;
    }

    private void begin(final SimulatedServer server, final String name, final PlannedOperation operation) {
        server.newCall(new Target.Completion() {
                    @Override
                    public void onValue(final ByteBuffer source, final int offset, final int length) {
                        log.add(name + " = " + text(source, offset, length));
                    }

                    @Override
                    public void onDone(final Outcome outcome, final @Nullable String message) {
                        log.add(name + " " + outcome + " " + (nowNs - START_NS) / 1e6);
                    }
                })
                .begin(operation);
    }

    private PlannedOperation reader(final int key) {
        long index = 0;
        PlannedOperation found = operation(gets, index);
        while (found.keyIndex() != key) {
            index++;
            found = operation(gets, index);
        }
        return found;
    }

    private static PlannedOperation operation(final Workload workload, final long index) {
        final PlannedOperation operation = workload.newOperation();
        workload.plan(index, operation);
        return operation;
    }

    private static String value(final PlannedOperation put) {
        return text(ByteBuffer.wrap(put.value()), 0, put.valueLength());
    }

    private static String text(final ByteBuffer source, final int offset, final int length) {
        final StringBuilder text = new StringBuilder();
        for (int i = offset; i < offset + length; i++) {
            text.append((char) source.get(i));
        }
        return text.toString();
    }

    /** Begins its next operation from within the end of the last. */
    private final class Chain implements Target.Completion {

        private final Target.Call call;
        private final PlannedOperation operation;
        private int left;

        Chain(final SimulatedServer server, final PlannedOperation operation, final int length) {
            this.call = server.newCall(this);
            this.operation = operation;
            this.left = length;
        }

        void begin() {
            log.add(nowNs == START_NS ? "0" : "" + (nowNs - START_NS) / 1e6);
            call.begin(operation);
        }

        @Override
        public void onValue(final ByteBuffer source, final int offset, final int length) {}

        @Override
        public void onDone(final Outcome outcome, final @Nullable String message) {
            left--;
            if (left > 0) {
                begin();
            }
        }
    }
}

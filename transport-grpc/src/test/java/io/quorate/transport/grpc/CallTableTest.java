package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTableTest {
    private static final Failure CLOSED = Failure.maybeApplied(ReplicaListener.CODE_CLOSED, "closed");

    /** Counts what is done to it. */
    private static final class Call implements PendingCall {
        private final CallTable table;
        private final long id;
        private final AtomicInteger cancels = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private final AtomicInteger expiries = new AtomicInteger();
        private final long deadlineNs;
        private int slot = -1;

        Call(final CallTable table, final long id) {
            this(table, id, Long.MAX_VALUE);
        }

        Call(final CallTable table, final long id, final long deadlineNs) {
            this.table = table;
            this.id = id;
            this.deadlineNs = deadlineNs;
        }

        @Override
        public long deadlineNs() {
            return deadlineNs;
        }

        @Override
        public void expire() {
            expiries.incrementAndGet();
        }

        @Override
        public void setSlot(final int newSlot) {
            slot = newSlot;
        }

        @Override
        public long correlationId() {
            return id;
        }

        @Override
        public void cancel() {
            cancels.incrementAndGet();
        }

        @Override
        public void abandon(final Failure failure) {
            if (ends.getAndIncrement() == 0) {
                table.remove(slot);
            }
        }
    }

    private static Call add(final CallTable table, final long id) {
        return add(table, id, Long.MAX_VALUE);
    }

    private static Call add(final CallTable table, final long id, final long deadlineNs) {
        assertTrue(table.acquire());
        final Call call = new Call(table, id, deadlineNs);
        table.add(call);
        return call;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 256})
    void shouldTakeAsManyCallsAsTheLimitAndNoMore(final int limit) {
        final CallTable table = new CallTable(limit, 1);
        final List<Call> calls = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            calls.add(add(table, i));
        }

        assertFalse(table.acquire());
        assertEquals(limit, table.inFlight());

        calls.get(0).abandon(CLOSED);
        assertTrue(table.acquire());
        table.release();
        assertEquals(limit - 1, table.inFlight());
    }

    @Test
    void shouldCancelTheCallOfThatIdOnly() {
        final CallTable table = new CallTable(8, 1);
        final Call first = add(table, -1);
        final Call second = add(table, Long.MIN_VALUE);

        table.cancel(Long.MIN_VALUE);
        table.cancel(12345);

        assertEquals(0, first.cancels.get());
        assertEquals(1, second.cancels.get());
    }

    @Test
    void shouldExpireWhatIsOverdueAndTellTheNextDeadline() {
        final CallTable table = new CallTable(8, 1);
        final Call overdue = add(table, 1, 99);
        final Call due = add(table, 2, 100);
        final Call later = add(table, 3, 300);
        final Call next = add(table, 4, 101);

        assertEquals(101, table.expire(100));

        assertEquals(1, overdue.expiries.get());
        assertEquals(1, due.expiries.get());
        assertEquals(0, later.expiries.get());
        assertEquals(0, next.expiries.get());
    }

    @Test
    void shouldTellNoDeadlineWhenNothingIsLeft() {
        final CallTable table = new CallTable(8, 1);
        add(table, 1, 99);

        assertEquals(DeadlineSweep.NONE, table.expire(100));
        assertEquals(DeadlineSweep.NONE, new CallTable(8, 1).expire(100));
    }

    @Test
    void shouldAbandonEveryCall() {
        final CallTable table = new CallTable(8, 1);
        final List<Call> calls = List.of(add(table, 1), add(table, 2), add(table, 3));

        table.abandonAll(CLOSED);
        table.abandonAll(CLOSED);

        assertTrue(calls.stream().allMatch(call -> call.ends.get() == 1));
        assertEquals(0, table.inFlight());
    }

    @Test
    @Timeout(60)
    void shouldNeverExceedTheLimitNorLoseRoomWhenManyThreadsShareIt() throws Exception {
        final int limit = 5;
        final int threads = 4;
        final int rounds = 20_000;
        final CallTable table = new CallTable(limit, 1);
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final CountDownLatch start = new CountDownLatch(1);
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            final List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < rounds; i++) {
                        if (table.acquire()) {
                            final Call call = new Call(table, i);
                            table.add(call);
                            most.accumulateAndGet(open.incrementAndGet(), Math::max);
                            open.decrementAndGet();
                            call.abandon(CLOSED);
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (final Future<?> one : running) {
                one.get(50, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        assertTrue(most.get() <= limit, "at most " + limit + " were asked for, there were " + most.get());
        assertEquals(0, table.inFlight());
        for (int i = 0; i < limit; i++) {
            add(table, i);
        }
    }

    @Test
    void shouldBoundTheBytesOfValuesButLetOneAloneThrough() {
        final CallTable table = new CallTable(8, 100);

        assertTrue(table.acquireBytes(60));
        assertTrue(table.acquireBytes(40));
        assertFalse(table.acquireBytes(1));
        table.releaseBytes(60);
        assertTrue(table.acquireBytes(60));
        table.releaseBytes(60);
        table.releaseBytes(40);
        assertTrue(table.acquireBytes(1_000));
        assertFalse(table.acquireBytes(1));
    }
}

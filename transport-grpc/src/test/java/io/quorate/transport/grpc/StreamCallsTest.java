package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.TestRequest;
import io.quorate.transport.frame.RequestFrameWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamCallsTest {
    private static final TestRequest REQUEST = Wire.read("k");
    private static final int BYTES = (int) RequestFrameWriter.entryLength(REQUEST);

    @Test
    void shouldHandOutEveryPlaceOnceAndThenNone() {
        final StreamCalls calls = new StreamCalls(3);
        final StreamCall first = calls.take();
        assertEquals(0, first.index());
        assertEquals(1, calls.take().index());
        assertEquals(2, calls.take().index());
        assertNull(calls.take());

        calls.give(first);
        assertSame(first, calls.take());
        assertNull(calls.take());
    }

    @Test
    void shouldShowQueuedPlacesInOrderUntilTheyAreRemoved() {
        final StreamCalls calls = new StreamCalls(2);
        assertNull(calls.peek());
        final StreamCall first = calls.take();
        final StreamCall second = calls.take();
        for (int round = 0; round < 10; round++) {
            calls.enqueue(second);
            calls.enqueue(first);
            assertSame(second, calls.peek());
            assertSame(second, calls.peek());
            calls.dequeue();
            assertSame(first, calls.peek());
            calls.dequeue();
            assertNull(calls.peek());
        }
    }

    /** A request that is cancelled just after it was written goes into the queue again before the drain has removed it. */
    @Test
    void shouldKeepEverythingWhenOnePlaceIsInTheQueueTwice() {
        final int limit = 4;
        final StreamCalls calls = new StreamCalls(limit);
        final List<StreamCall> places = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            places.add(calls.take());
        }
        for (int round = 0; round < 20; round++) {
            places.forEach(calls::enqueue);
            calls.enqueue(places.get(0));
            for (int i = 0; i <= limit; i++) {
                assertSame(places.get(i % limit), calls.peek(), "round " + round);
                calls.dequeue();
            }
            assertNull(calls.peek());
        }
    }

    @Test
    void shouldGiveEveryUseAnIdOfItsOwn() {
        final StreamCalls calls = new StreamCalls(1);
        long last = 0;
        for (int i = 0; i < 100; i++) {
            final StreamCall place = calls.take();
            final long id = place.begin(REQUEST, i, i, BYTES);
            assertTrue(id != last);
            assertEquals(0, StreamCall.indexOf(id));
            last = id;
            calls.give(place);
        }
    }

    /** As senders and the drain use it: nothing is lost, doubled or left behind, and no wake-up is missed. */
    @Test
    void shouldLoseNothingWhenManyThreadsSend() throws Exception {
        final int perSender = 30_000;
        final int senders = 3;
        final StreamCalls calls = new StreamCalls(64);
        final AtomicBoolean drainWanted = new AtomicBoolean();
        final AtomicInteger wakeUps = new AtomicInteger();
        final AtomicLong sum = new AtomicLong();
        final AtomicInteger seen = new AtomicInteger();
        final List<Future<?>> running = new ArrayList<>();
        // A thread for each: they wait for each other.
        final ExecutorService threads = Executors.newFixedThreadPool(senders + 1);
        for (int s = 0; s < senders; s++) {
            final int sender = s;
            running.add(threads.submit(() -> {
                for (int i = 0; i < perSender; i++) {
                    StreamCall place = calls.take();
                    while (place == null) {
                        Thread.onSpinWait();
                        place = calls.take();
                    }
                    place.publish(place.begin(REQUEST, (long) sender * perSender + i, 0, BYTES));
                    calls.enqueue(place);
                    if (!drainWanted.get() && drainWanted.compareAndSet(false, true)) {
                        wakeUps.incrementAndGet();
                    }
                }
            }));
        }
        final Future<?> drain = threads.submit(() -> {
            final long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (seen.get() < senders * perSender && System.nanoTime() - giveUpNs < 0) {
                if (wakeUps.get() == 0) {
                    Thread.onSpinWait();
                    continue;
                }
                wakeUps.decrementAndGet();
                drainWanted.set(false);
                for (StreamCall place = calls.peek(); place != null; place = calls.peek()) {
                    assertTrue(place.move(place.state(), StreamCall.WRITTEN));
                    calls.dequeue();
                    sum.addAndGet(place.correlationId());
                    seen.incrementAndGet();
                    calls.give(place);
                }
            }
        });
        for (final Future<?> sender : running) {
            sender.get(60, TimeUnit.SECONDS);
        }
        drain.get(70, TimeUnit.SECONDS);
        threads.shutdown();

        final long total = (long) senders * perSender;
        assertEquals(total, seen.get());
        assertEquals(total * (total - 1) / 2, sum.get());
        for (int i = 0; i < 64; i++) {
            assertNotNull(calls.take());
        }
        assertNull(calls.take());
    }
}

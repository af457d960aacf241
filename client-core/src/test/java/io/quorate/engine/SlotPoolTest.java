package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotPoolTest {

    private static final int CAPACITY = 6;

    private final Rig rig = new Rig().start();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldMakeSlotsUpToItsCapacity() {
        final SlotPool pool = new SlotPool(rig.engine(), CAPACITY);
        assertEquals(0, pool.size());
        for (int i = 0; i < CAPACITY; i++) {
            final OperationSlot slot = pool.acquire();
            assertEquals(i, slot.index);
            assertSame(slot, pool.get(i));
            assertSame(slot, pool.find(i));
            assertEquals(i + 1, pool.size());
        }
        assertNull(pool.acquire());
        assertNull(pool.find(CAPACITY), "no slot has an index that large");
    }

    @Test
    void shouldHandOutTheWarmestFirst() {
        final SlotPool pool = new SlotPool(rig.engine(), CAPACITY);
        final OperationSlot first = pool.acquire();
        final OperationSlot second = pool.acquire();
        pool.release(first);
        pool.release(second);
        assertSame(second, pool.acquire());
        assertSame(first, pool.acquire());
        assertEquals(2, pool.size(), "none was made while some were free");
    }

    @Test
    void shouldRefuseMoreSlotsThanCorrelationIdsCanName() {
        final IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class, () -> new SlotPool(rig.engine(), Correlation.MAX_SLOTS + 1));
        assertTrue(error.getMessage().contains("maxInFlight"), error.getMessage());
    }

    /** True acquires, false releases the one that was acquired first. */
    @Property(tries = 200)
    void shouldNeverHandOutASlotThatIsInUse(@ForAll final List<Boolean> steps) {
        try (Rig own = new Rig().start()) {
            final SlotPool pool = new SlotPool(own.engine(), CAPACITY);
            final List<OperationSlot> used = new ArrayList<>();
            for (final boolean acquire : steps) {
                if (acquire) {
                    final OperationSlot slot = pool.acquire();
                    assertEquals(used.size() == CAPACITY, slot == null);
                    if (slot != null) {
                        assertTrue(!used.contains(slot), "handed out twice");
                        used.add(slot);
                    }
                } else if (!used.isEmpty()) {
                    pool.release(used.remove(0));
                }
            }
        }
    }

    @Test
    void shouldNeverHandOutASlotTwiceWhateverThreadsDo() throws Exception {
        final int threads = 4;
        final SlotPool pool = new SlotPool(rig.engine(), threads);
        final AtomicIntegerArray users = new AtomicIntegerArray(threads);
        final ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            final CyclicBarrier start = new CyclicBarrier(threads);
            final List<Future<Integer>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                results.add(executor.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    int shared = 0;
                    for (int i = 0; i < 50_000; i++) {
                        final OperationSlot slot = pool.acquire();
                        assertNotNull(slot, "there are as many slots as threads");
                        shared += users.incrementAndGet(slot.index) == 1 ? 0 : 1;
                        users.decrementAndGet(slot.index);
                        pool.release(slot);
                    }
                    return shared;
                }));
            }
            for (final Future<Integer> result : results) {
                assertEquals(0, result.get(60, TimeUnit.SECONDS), "slots that two threads had at a time");
            }
        } finally {
            executor.shutdownNow();
        }
    }
}

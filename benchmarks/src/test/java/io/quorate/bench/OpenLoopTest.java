package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class OpenLoopTest {

    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MEASURE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double RATE = 2_000;

    @Test
    void shouldBeginEveryOperationWhenEachEndsAtOnce() {
        final OpenLoop.Result result = run(new Fake(4, Behaviour.WELL), Arrivals.constant(RATE));
        // Fewer than 240 by one gap, since the first one comes after a gap.
        assertEquals(239, result.startedCount());
        assertEquals(0, result.failedCount() + result.unfinishedCount() + result.skippedCount());
        assertEquals(result.response().getTotalCount(), result.delay().getTotalCount());
        assertTrue(
                result.response().getTotalCount() >= 195,
                () -> "" + result.response().getTotalCount());
        assertNull(result.failure());
    }

    @Test
    void shouldCountTheWaitForALaneWhenNoneIsFree() {
        // Ends an operation only when the next one begins, so that each waits for a lane or for its successor.
        final OpenLoop.Result result = run(new Fake(2, Behaviour.ONE_BEHIND), Arrivals.constant(RATE));
        assertEquals(1, result.unfinishedCount());
        assertTrue(result.responseUs(50) >= 300, () -> "p50 " + result.responseUs(50));
    }

    @Test
    void shouldCountFailuresWhenOperationsFail() {
        final OpenLoop.Result result = run(new Fake(1_000, Behaviour.FAILS), Arrivals.constant(RATE));
        assertEquals(239, result.failedCount());
        assertEquals(0, result.unfinishedCount());
        assertNotNull(result.failure());
    }

    @Test
    void shouldGiveUpWhenNoLaneGetsFree() {
        final OpenLoop.Result result = run(new Fake(3, Behaviour.SILENT), Arrivals.constant(RATE));
        assertEquals(3, result.startedCount());
        assertEquals(3, result.unfinishedCount());
        assertEquals(236, result.skippedCount());
    }

    @Test
    void shouldKeepTheRateOnAverageWhenArrivalsAreRandom() {
        final Arrivals arrivals = Arrivals.poisson(1_000, 7);
        final Arrivals same = Arrivals.poisson(1_000, 7);
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            final double gapNs = arrivals.nextGapNs();
            assertEquals(gapNs, same.nextGapNs());
            sum += gapNs;
        }
        assertEquals(1e6, sum / 10_000, 5e4);
    }

    @Test
    void shouldRunClosedAgainWhenTheOpenRunIsOver() {
        final Fake loop = new Fake(1, Behaviour.WELL);
        run(loop, Arrivals.constant(RATE));
        assertEquals(0, loop.endedCount());
        loop.behaviour = Behaviour.SILENT;
        loop.start(1);
        loop.finishOne();
        assertEquals(1, loop.endedCount());
    }

    private static OpenLoop.Result run(final ClosedLoop loop, final Arrivals arrivals) {
        return new OpenLoop(loop, arrivals, MEASURE_NS).run(WARM_UP_NS, MEASURE_NS);
    }

    private enum Behaviour {
        WELL,
        ONE_BEHIND,
        FAILS,
        SILENT
    }

    /** Operations that end as told, on the thread that begins them. */
    private static final class Fake extends ClosedLoop {

        private final Queue<Integer> waiting = new ArrayDeque<>();
        private Behaviour behaviour;

        Fake(final int laneCount, final Behaviour behaviour) {
            super(laneCount);
            this.behaviour = behaviour;
        }

        @Override
        protected void begin(final int lane) {
            switch (behaviour) {
                case WELL -> ended(lane);
                case FAILS -> failed(new IllegalStateException("told to"));
                case SILENT -> waiting.add(lane);
                case ONE_BEHIND -> {
                    waiting.add(lane);
                    if (waiting.size() > 1) {
                        ended(waiting.remove());
                    }
                }
            }
        }

        void finishOne() {
            ended(waiting.remove());
        }

        @Override
        public void close() {
            // Nothing to give up.
        }
    }
}

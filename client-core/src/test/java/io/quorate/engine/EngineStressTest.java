package io.quorate.engine;

import static io.quorate.transport.FakeReply.keptNewer;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ClientClosedException;
import io.quorate.metrics.Counter;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads begin, answer, fail, duplicate, delay, cancel and time out at once. Every operation is decided exactly once, and nothing is left. */
@Timeout(120)
class EngineStressTest {

    private static final long TIMER_PAUSE_NS = 50_000;
    private static final int THREADS = 4;
    private static final int OPERATIONS_PER_THREAD = 5_000;
    private static final int OPERATIONS_UNTIL_CLOSED = 1_000_000;
    private static final int KEYS = 50;
    private static final long A = 0xA;
    private static final long TIMEOUT_NS = 40 * Rig.MS;

    private int operationsPerThread = OPERATIONS_PER_THREAD;
    private final Rig rig = new Rig().silent().limits(64, 1 << 20, 16).repairs(8, 1_000_000);
    private final Queue<FakePeer.Sent> soon = new ConcurrentLinkedQueue<>();
    private final Queue<FakePeer.Sent> late = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lateCount = new AtomicInteger();
    private final Queue<Outcome> toCancel = new ConcurrentLinkedQueue<>();
    private final List<List<Outcome>> outcomes = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();
    private final AtomicInteger seeds = new AtomicInteger();

    @Test
    void shouldDecideEveryOperationOnceAndLeaveNothingBehind() throws InterruptedException {
        rig.start();
        script();
        final List<Thread> helpers = startHelpers();
        final List<Thread> callers = startCallers();
        joinAll(callers);
        stop.set(true);
        joinAll(helpers);
        answerTheRest();
        check();
        rig.assertIdle();
        assertEquals(0, rig.gauges().pendingRepairs());
        assertTrue(rig.count(Counter.DISOWNED) > 0, "lingering operations were given up");
        assertTrue(rig.count(Counter.STRAY_REPLIES) > 0, "stray replies were seen");
        assertTrue(rig.count(Counter.LATE_REPLIES) > 0, "late replies were seen");
        assertTrue(rig.count(Counter.RETRIES) > 0, "there were retries");
        assertTrue(rig.count(Counter.FAILED_CANCELLED) > 0, "operations were cancelled");
        assertTrue(rig.engine().metrics().value(Counter.GETS) > 1_000);
        assertEquals(0, rig.count(Counter.TRANSPORT_FAULTS) + rig.count(Counter.HANDLER_FAULTS));
        rig.close();
    }

    @Test
    void shouldDecideEveryOperationOnceWhenItIsClosedInBetween() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            final EngineStressTest once = new EngineStressTest();
            once.seeds.set(1_000 * round);
            once.operationsPerThread = OPERATIONS_UNTIL_CLOSED;
            once.closeInBetween();
        }
    }

    private void closeInBetween() throws InterruptedException {
        rig.start();
        script();
        final List<Thread> helpers = startHelpers();
        final List<Thread> callers = startCallers();
        while (rig.count(Counter.GETS) + rig.count(Counter.PUTS) < 500) {
            Thread.onSpinWait();
        }
        rig.engine().close(0);
        joinAll(callers);
        stop.set(true);
        joinAll(helpers);
        check();
        rig.assertIdle();
        assertTrue(outcomes.stream()
                .flatMap(List::stream)
                .anyMatch(outcome -> outcome.error instanceof ClientClosedException));
        assertEquals(0, rig.count(Counter.TRANSPORT_FAULTS) + rig.count(Counter.HANDLER_FAULTS));
    }

    /** What peers do with a send: answer inside it, soon, or late. */
    private void script() {
        final ThreadLocal<SplittableRandom> randoms =
                ThreadLocal.withInitial(() -> new SplittableRandom(seeds.incrementAndGet()));
        for (final FakePeer peer : rig.transport.opened) {
            peer.answer = sent -> {
                final int dice = randoms.get().nextInt(100);
                if (dice < 25) {
                    // Closing the connection may have ended it already.
                    sent.replyIfOpen(answerTo(sent, randoms.get()));
                } else if (dice < 90) {
                    soon.add(sent);
                } else {
                    late.add(sent);
                    lateCount.incrementAndGet();
                }
            };
        }
    }

    private static ReplicaReply answerTo(final FakePeer.Sent sent, final SplittableRandom random) {
        if (sent.kind == ReplicaRequest.READ) {
            final long version = 5L + random.nextInt(20) / 19;
            return value(version, A, sent.key + '@' + version);
        }
        return random.nextInt(50) == 0
                ? keptNewer(sent.timestamp + 1, A).overValue(sent.timestamp + 1, A, sent.key + "@previous")
                : stored(sent.timestamp, sent.writerId).overValue(7, A, sent.key + "@previous");
    }

    private List<Thread> startHelpers() {
        final List<Thread> helpers = new ArrayList<>();
        for (int i = 0; i < THREADS - 1; i++) {
            helpers.add(start("answers-" + i, this::answer));
        }
        helpers.add(start("timer", () -> {
            while (!stop.get()) {
                rig.env.advance(Rig.MS / 4);
                // Lets the threads that answer have a share of few cores; otherwise everything just times out.
                LockSupport.parkNanos(TIMER_PAUSE_NS);
            }
        }));
        return helpers;
    }

    private void answer() {
        final SplittableRandom random = new SplittableRandom(seeds.incrementAndGet());
        while (!stop.get()) {
            final Outcome cancelled = toCancel.poll();
            if (cancelled != null) {
                rig.engine().cancel(cancelled.name);
            }
            final FakePeer.Sent sent = lateCount.get() > 100 && random.nextInt(3) == 0 ? pollLate() : soon.poll();
            if (sent == null) {
                Thread.onSpinWait();
            } else {
                end(sent, random);
            }
        }
    }

    private FakePeer.Sent pollLate() {
        lateCount.decrementAndGet();
        return late.poll();
    }

    private static void end(final FakePeer.Sent sent, final SplittableRandom random) {
        final int dice = random.nextInt(100);
        if (dice < 80) {
            if (sent.replyIfOpen(answerTo(sent, random)) && dice < 5) {
                sent.again(answerTo(sent, random));
            }
        } else {
            final int fate = 1 + random.nextInt(5);
            sent.endIfOpen(fate, ReplicaListener.CODE_OVERLOADED, "scripted");
        }
    }

    private List<Thread> startCallers() {
        final List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            final List<Outcome> mine = new ArrayList<>();
            outcomes.add(mine);
            callers.add(start("caller-" + i, () -> call(mine)));
        }
        return callers;
    }

    private void call(final List<Outcome> mine) {
        final SplittableRandom random = new SplittableRandom(seeds.incrementAndGet());
        int closed = 0;
        for (int i = 0; i < operationsPerThread && closed < 100; i++) {
            final String key = "key" + random.nextInt(KEYS);
            final byte operation = random.nextInt(3) == 0 ? QuorumEngine.PUT : QuorumEngine.GET;
            final Outcome outcome = new Outcome();
            outcome.key = key;
            mine.add(outcome);
            rig.begin(outcome, operation, key, "value of " + key, true, TIMEOUT_NS);
            if (random.nextInt(20) == 0) {
                toCancel.add(outcome);
            }
            closed += outcome.error instanceof ClientClosedException ? 1 : 0;
            // Most leave room for the threads that answer, on few cores as well; some are refused because the client is
            // full.
            while (i % 8 != 0 && rig.gauges().inFlight() > 40) {
                LockSupport.parkNanos(TIMER_PAUSE_NS);
            }
        }
    }

    /** Also what comes of it: deadlines, and repairs that wait for their turn. */
    private void answerTheRest() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20; i++) {
            while (!soon.isEmpty() || !late.isEmpty()) {
                final FakePeer.Sent sent = soon.isEmpty() ? late.poll() : soon.poll();
                sent.replyIfOpen(answerTo(sent, random));
            }
            rig.env.advance(TIMEOUT_NS);
        }
    }

    private void check() {
        assertNull(trouble.get(), () -> "a thread died: " + trouble.get());
        int decided = 0;
        int ok = 0;
        for (final List<Outcome> mine : outcomes) {
            for (final Outcome outcome : mine) {
                assertEquals(1, outcome.decisions.get(), "decisions of " + outcome.key);
                decided++;
                if (outcome.error == null) {
                    ok++;
                    assertTrue(
                            outcome.value.startsWith(outcome.key + '@'),
                            "asked for " + outcome.key + ", got " + outcome.value);
                } else {
                    assertFalse(outcome.error.getMessage().isEmpty());
                }
            }
        }
        assertTrue(ok > 0, "none of " + decided + " succeeded");
    }

    private Thread start(final String name, final Runnable work) {
        final Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (final RuntimeException | Error e) {
                        trouble.compareAndSet(null, e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void joinAll(final List<Thread> threads) throws InterruptedException {
        for (final Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
            assertFalse(thread.isAlive(), thread.getName() + " hangs");
        }
    }

    /** The last reply, the timer, a cancel and the close meet at one operation, again and again. */
    @Test
    void shouldDecideOnceWhenEverythingMeetsAtOneOperation() throws InterruptedException {
        rig.start();
        final List<FakePeer> replicas = rig.replicas("key");
        for (int i = 0; i < 1_500; i++) {
            final Outcome outcome = rig.begin(QuorumEngine.PUT, "key", "v", false, Rig.MS);
            final List<FakePeer.Sent> sends =
                    replicas.stream().map(FakePeer::next).toList();
            final CountDownLatch go = new CountDownLatch(1);
            final List<Thread> racers = List.of(
                    start("reply-0", () -> race(go, () -> sends.get(0).reply(stored(1, A)))),
                    start("reply-1", () -> race(go, () -> sends.get(1).reply(stored(1, A)))),
                    start("cancel", () -> race(go, () -> rig.engine().cancel(outcome.name))),
                    start("timer", () -> race(go, () -> rig.env.advance(Rig.MS))));
            go.countDown();
            joinAll(racers);
            assertEquals(1, outcome.decisions.get());
            sends.get(2).reply(stored(1, A));
            if (i % 500 == 0) {
                rig.assertIdle();
            }
        }
        assertNull(trouble.get());
        rig.assertIdle();
        rig.close();
    }

    private static void race(final CountDownLatch go, final Runnable step) {
        try {
            go.await();
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
        step.run();
    }
}

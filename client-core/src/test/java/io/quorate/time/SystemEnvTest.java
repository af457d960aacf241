package io.quorate.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SystemEnvTest {

    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final SystemEnv env = new SystemEnv("test-timer");

    @AfterEach
    void close() {
        env.close();
    }

    @Test
    void shouldWakeAtOrAfterTheInstant() throws InterruptedException {
        final AtomicLong wokenNs = new AtomicLong();
        final CountDownLatch woken = new CountDownLatch(1);
        env.start(() -> {
            wokenNs.set(env.nowNs());
            woken.countDown();
        });
        final long atNs = env.nowNs() + TimeUnit.MILLISECONDS.toNanos(20);
        env.wakeAt(atNs);
        assertTrue(woken.await(20, TimeUnit.SECONDS));
        assertTrue(wokenNs.get() - atNs >= 0, "woken " + (atNs - wokenNs.get()) + " ns early");
    }

    @Test
    void shouldWakeAtTheEarliestInstantAsked() throws InterruptedException {
        final CountDownLatch woken = new CountDownLatch(1);
        env.start(woken::countDown);
        final long nowNs = env.nowNs();
        env.wakeAt(nowNs + HOUR_NS);
        env.wakeAt(nowNs);
        env.wakeAt(nowNs + HOUR_NS);
        assertTrue(woken.await(20, TimeUnit.SECONDS));
    }

    @Test
    void shouldKeepAWakeUpThatWasAskedBeforeTheStart() throws InterruptedException {
        env.wakeAt(env.nowNs());
        final CountDownLatch woken = new CountDownLatch(1);
        env.start(woken::countDown);
        assertTrue(woken.await(20, TimeUnit.SECONDS));
    }

    @Test
    void shouldForgetAWakeUpOnceItHasRun() throws InterruptedException {
        final Semaphore wakes = new Semaphore(0);
        env.start(wakes::release);
        for (int i = 0; i < 3; i++) {
            env.wakeAt(env.nowNs());
            assertTrue(wakes.tryAcquire(20, TimeUnit.SECONDS));
        }
        assertEquals(0, wakes.availablePermits());
    }

    @Test
    void shouldLoseNoWakeUpThatIsAskedFromInsideOne() throws InterruptedException {
        final CountDownLatch twice = new CountDownLatch(2);
        env.start(() -> {
            twice.countDown();
            if (twice.getCount() > 0) {
                env.wakeAt(env.nowNs());
            }
        });
        env.wakeAt(env.nowNs());
        assertTrue(twice.await(20, TimeUnit.SECONDS));
    }

    @Test
    void shouldWakeOnADaemonThreadOfTheGivenName() throws InterruptedException {
        final AtomicReference<Thread> thread = new AtomicReference<>();
        final CountDownLatch woken = new CountDownLatch(1);
        env.start(() -> {
            thread.set(Thread.currentThread());
            woken.countDown();
        });
        env.wakeAt(env.nowNs());
        assertTrue(woken.await(20, TimeUnit.SECONDS));
        assertEquals("test-timer", thread.get().getName());
        assertTrue(thread.get().isDaemon());
        env.close();
        assertFalse(thread.get().isAlive(), "the thread outlives its environment");
    }

    @Test
    void shouldCloseFromItsOwnThread() throws InterruptedException {
        final CountDownLatch closed = new CountDownLatch(1);
        env.start(() -> {
            env.close();
            closed.countDown();
        });
        env.wakeAt(env.nowNs());
        assertTrue(closed.await(20, TimeUnit.SECONDS), "it waits for itself");
    }

    @Test
    void shouldRefuseASecondStart() {
        env.start(() -> {});
        final IllegalStateException error = assertThrows(IllegalStateException.class, () -> env.start(() -> {}));
        assertTrue(error.getMessage().contains("one environment serves one client"), error.getMessage());
    }

    @Test
    void shouldDrawOtherNumbersThanAnotherEnvironment() {
        try (SystemEnv other = new SystemEnv("other")) {
            assertNotEquals(env.random(), other.random());
        }
        assertNotEquals(env.random(), env.random());
    }
}

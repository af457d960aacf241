package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the JVM has virtual threads: many more blocking calls wait at a time than there are carriers to pin. */
@Timeout(60)
class VirtualThreadTest {

    private static final int CARRIERS_AT_MOST = 256;
    private static final int CALLS = 4 * CARRIERS_AT_MOST;

    @Test
    void shouldNotPinCarriersWhileCallsWait() throws Exception {
        final Method start = startVirtualThread();
        assumeTrue(start != null, "this JVM has no virtual threads");
        final ClientFixture fixture = new ClientFixture();
        final CountDownLatch answered = new CountDownLatch(CALLS);
        for (int i = 0; i < CALLS; i++) {
            final Runnable call = () -> {
                fixture.client.get("k");
                answered.countDown();
            };
            start.invoke(null, call);
        }
        final List<FakeEngine.Begun> waiting = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            waiting.add(fixture.engine.next());
        }
        assertEquals(CALLS, answered.getCount());
        waiting.forEach(begun -> begun.decide(FakeEngine.absent()));
        assertTrue(answered.await(20, TimeUnit.SECONDS));
    }

    private static Method startVirtualThread() {
        try {
            return Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (final NoSuchMethodException e) {
            return null;
        }
    }
}

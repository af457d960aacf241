package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeEnvTest {

    @Test
    void shouldMoveBothClocksOnlyWhenTold() {
        final FakeEnv env = new FakeEnv();
        final long nowNs = env.nowNs();
        final long wallMs = env.wallMs();

        env.advance(Duration.ofMillis(1_500));

        assertEquals(nowNs + 1_500_000_000L, env.nowNs());
        assertEquals(wallMs + 1_500, env.wallMs());
        assertThrows(IllegalArgumentException.class, () -> env.advanceNs(-1));
    }

    @Test
    void shouldMoveWallClockAlone() {
        final FakeEnv env = new FakeEnv();
        final long nowNs = env.nowNs();
        final long wallMs = env.wallMs();

        env.jumpWallMs(-3_600_000);

        assertEquals(nowNs, env.nowNs());
        assertEquals(wallMs - 3_600_000, env.wallMs());
    }

    @Test
    void shouldRunWakeUpsAtTheirInstants() {
        final FakeEnv env = new FakeEnv(1, Long.MAX_VALUE - 5);
        final List<Long> wokenAt = new ArrayList<>();
        final long startNs = env.nowNs();
        env.start(() -> {
            wokenAt.add(env.nowNs() - startNs);
            if (wokenAt.size() < 3) {
                env.wakeAt(env.nowNs() + 10);
            }
        });
        env.wakeAt(startNs + 20);
        env.wakeAt(startNs + 7);

        env.advanceNs(6);
        assertEquals(List.of(), wokenAt);
        assertTrue(env.isWakeWanted());
        env.advanceNs(100);

        assertEquals(List.of(7L, 17L, 27L), wokenAt);
        assertFalse(env.isWakeWanted());
        assertEquals(startNs + 106, env.nowNs());
    }

    @Test
    void shouldForgetWakeUpsWhenClosed() {
        final FakeEnv env = new FakeEnv();
        final List<Long> wokenAt = new ArrayList<>();
        env.start(() -> wokenAt.add(env.nowNs()));
        env.wakeAt(10);

        env.close();
        env.wakeAt(20);
        env.advanceNs(100);

        assertEquals(List.of(), wokenAt);
    }

    @Test
    void shouldRefuseSecondStart() {
        final FakeEnv env = new FakeEnv();
        env.start(() -> {});

        assertThrows(IllegalStateException.class, () -> env.start(() -> {}));
    }

    @Test
    void shouldRepeatRandomNumbersWhenSeedIsSame() {
        assertEquals(new FakeEnv(5, 0).random(), new FakeEnv(5, 1).random());
    }
}

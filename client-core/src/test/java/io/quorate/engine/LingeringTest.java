package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.metrics.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Decided operations that wait for late replies. */
class LingeringTest {

    private static final int CAPACITY = 4;

    private final Rig rig = new Rig().limits(10, 1 << 20, CAPACITY);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldBoundThoseThatLingerAndCountWhatIsGivenUp() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        for (int i = 0; i < 3 * CAPACITY; i++) {
            getFromTheFirstTwo(replicas);
            assertTrue(
                    rig.gauges().lingering() <= CAPACITY,
                    "lingering " + rig.gauges().lingering());
        }
        assertEquals(CAPACITY, rig.gauges().lingering());
        assertEquals(2 * CAPACITY, rig.count(Counter.DISOWNED));
        final FakePeer slow = replicas.get(2);
        for (int i = 0; i < 2 * CAPACITY; i++) {
            slow.next().reply(absent());
        }
        assertEquals(2 * CAPACITY, rig.count(Counter.STRAY_REPLIES), "the oldest were given up");
        assertEquals(CAPACITY, rig.gauges().lingering());
        for (int i = 0; i < CAPACITY; i++) {
            slow.next().reply(absent());
        }
        assertEquals(CAPACITY, rig.count(Counter.LATE_REPLIES), "the youngest were waited for");
        rig.assertIdle();
    }

    @Test
    void shouldNotPushOutWhatHasEndedAlready() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        for (int i = 0; i < 3 * CAPACITY; i++) {
            getFromTheFirstTwo(replicas);
            replicas.get(2).next().reply(absent());
        }
        assertEquals(0, rig.count(Counter.DISOWNED));
        assertEquals(0, rig.count(Counter.STRAY_REPLIES));
        rig.assertIdle();
    }

    @Test
    void shouldNotLetTheReplyOfAGivenUpOperationReachTheNextOneOfItsSlot() {
        rig.limits(1, 1 << 20, 2).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final FakePeer slow = replicas.get(2);
        final List<FakePeer.Sent> old = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            getFromTheFirstTwo(replicas);
            old.add(slow.next());
        }
        final Outcome outcome = rig.get(KEY);
        for (final FakePeer.Sent late : old) {
            late.reply(value(99, 1, "of another operation"));
        }
        outcome.assertUndecided();
        replicas.get(0).next().reply(absent());
        outcome.assertUndecided();
        slow.next().reply(absent());
        outcome.assertOk();
        assertEquals(0, outcome.timestamp);
    }

    @Test
    void shouldNotBlameANodeForRepliesThatWereGivenUp() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        for (int i = 0; i < 3 * CAPACITY; i++) {
            getFromTheFirstTwo(replicas);
        }
        assertEquals(0, rig.status(replicas.get(2).name()).failuresInRow());
    }

    private void getFromTheFirstTwo(final List<FakePeer> replicas) {
        final Outcome outcome = rig.get(KEY);
        replicas.get(0).next().reply(absent());
        replicas.get(1).next().reply(absent());
        outcome.assertOk();
    }
}

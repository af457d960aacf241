package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a burst sends leaves at its end, once per node. */
class BurstTest {
    private static final int FLUSHES_OF_THE_START = 1;

    private final Rig rig = new Rig().start();
    private final List<FakePeer> peers = List.of(rig.peer("a:1"), rig.peer("b:1"), rig.peer("c:1"));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldFlushEachNodeOnceWhenABurstEnds() {
        assertTrue(rig.engine().beginBurst());
        final List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            outcomes.add(rig.get("key" + i));
        }
        for (final FakePeer peer : peers) {
            assertEquals(FLUSHES_OF_THE_START, peer.flushes.get());
        }

        rig.engine().endBurst();

        for (final FakePeer peer : peers) {
            assertEquals(FLUSHES_OF_THE_START + 1, peer.flushes.get());
            for (int i = 0; i < 20; i++) {
                peer.next().reply(io.quorate.transport.FakeReply.absent());
            }
        }
        outcomes.forEach(Outcome::assertOk);
    }

    @Test
    void shouldFlushAfterEachOperationWhenTheBurstIsOver() {
        assertTrue(rig.engine().beginBurst());
        rig.engine().endBurst();

        rig.get("one");
        rig.get("two");

        for (final FakePeer peer : peers) {
            assertEquals(FLUSHES_OF_THE_START + 2, peer.flushes.get());
        }
    }

    @Test
    void shouldNotHoldBackWhatOtherThreadsBeginMeanwhile() {
        assertTrue(rig.engine().beginBurst());

        final boolean second = CompletableFuture.supplyAsync(() -> {
                    final boolean mine = rig.engine().beginBurst();
                    rig.get("elsewhere");
                    return mine;
                })
                .join();

        assertFalse(second, "two bursts at a time");
        for (final FakePeer peer : peers) {
            assertEquals(FLUSHES_OF_THE_START + 1, peer.flushes.get());
        }
        rig.engine().endBurst();
    }
}

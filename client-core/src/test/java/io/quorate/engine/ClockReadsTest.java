package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.metrics.ReplyListener;
import io.quorate.transport.FakeReply;
import io.quorate.transport.ReplicaRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How often an operation by callback reads a clock, exactly: the monotonic one at its begin, which gives its deadline and all its send times,
 * and once for each time that replies come in, which gives their latency; the wall clock once for what has to be stamped. Each read
 * costs as much as the look-up of a key on the ring.
 */
class ClockReadsTest {

    private static final long WRITER = 7;
    private static final long OLD = 5;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldReadTheClockOncePerReplyWhenRepliesOfAGetComeOneByOne() {
        rig.silent().start();
        learn(OLD);
        final Outcome outcome = counting(() -> rig.get(KEY));
        reply(sent -> value(OLD, WRITER, "v"));
        outcome.assertOk();
        assertReads(1 + 3, 0);
    }

    @Test
    void shouldReadTheClockOncePerReplyWhenRepliesOfAPutComeOneByOne() {
        rig.silent().start();
        final Outcome outcome = counting(() -> rig.put(KEY, "v"));
        reply(sent -> stored(sent.timestamp, sent.writerId).overAbsent());
        outcome.assertOk();
        assertReads(1 + 3, 1);
    }

    @Test
    void shouldReadTheClockOncePerReplyWhenRepliesOfADeleteComeOneByOne() {
        rig.silent().start();
        final Outcome outcome = counting(() -> rig.delete(KEY));
        reply(sent -> stored(sent.timestamp, sent.writerId).overAbsent());
        outcome.assertOk();
        assertReads(1 + 3, 1);
    }

    @Test
    void shouldReadTheClockOnceForAllRepliesWhenTheyComeInsideTheSendsOfAGet() {
        rig.silent().start();
        learn(OLD);
        answerInsideSend();
        counting(() -> rig.get(KEY)).assertOk();
        assertReads(1 + 1, 0);
    }

    @Test
    void shouldReadTheClockOnceForAllRepliesWhenTheyComeInsideTheSendsOfAPut() {
        rig.silent().start();
        answerInsideSend();
        counting(() -> rig.put(KEY, "v")).assertOk();
        assertReads(1 + 1, 1);
    }

    @Test
    void shouldReadTheWallClockOnlyForTheFirstReplyWhenAVersionIsNew() {
        rig.silent().start();
        final Outcome outcome = counting(() -> rig.get(KEY));
        reply(sent -> value(OLD, WRITER, "v"));
        outcome.assertOk();
        assertReads(1 + 3, 1);
    }

    @Test
    void shouldReadTheClockInBothPhasesWhenAPutIsLinearizable() {
        rig.linearizable()
                .peers(peer -> peer.ring = rig.linearizableState(1, "a:1", "b:1", "c:1"))
                .silent()
                .start();
        final Outcome outcome = counting(() -> rig.put(KEY, "v"));
        reply(sent -> FakeReply.absent());
        reply(sent -> stored(sent.timestamp, sent.writerId).overAbsent());
        outcome.assertOk();
        assertReads(1 + 6, 1);
    }

    @Test
    void shouldReadNoMoreClocksWhenSomebodyListensToReplies() {
        rig.listener(new ReplyListener() {}).start();
        final Outcome outcome = counting(() -> rig.put(KEY, "v"));
        reply(sent -> stored(sent.timestamp, sent.writerId).overAbsent());
        outcome.assertOk();
        assertReads(1 + 3, 1);
    }

    /** Brings the client's own clock above a version, as any reply does that shows one. */
    private void learn(final long timestamp) {
        final Outcome outcome = rig.get(KEY);
        reply(sent -> value(timestamp, WRITER, "v"));
        outcome.assertOk();
    }

    private void answerInsideSend() {
        rig.replicas(KEY)
                .forEach(peer -> peer.answer = sent -> sent.reply(
                        sent.kind == ReplicaRequest.READ
                                ? value(OLD, WRITER, "v")
                                : stored(sent.timestamp, sent.writerId).overAbsent()));
    }

    private Outcome counting(final Supplier<Outcome> begin) {
        rig.env.nowReads.set(0);
        rig.env.wallReads.set(0);
        return begin.get();
    }

    /** Answers what every replica was sent; asks the transport for them, since explaining a key reads the clock. */
    private void reply(final Function<FakePeer.Sent, FakeReply> answer) {
        for (final String address : new String[] {"a:1", "b:1", "c:1"}) {
            final FakePeer.Sent sent = rig.peer(address).next();
            sent.reply(answer.apply(sent));
        }
    }

    private void assertReads(final int monotonic, final int wall) {
        assertEquals(monotonic, rig.env.nowReads.get(), "reads of the monotonic clock");
        assertEquals(wall, rig.env.wallReads.get(), "reads of the wall clock");
    }
}

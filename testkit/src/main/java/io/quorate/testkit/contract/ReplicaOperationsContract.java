package io.quorate.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the transport contract about what requests and replies carry. */
abstract class ReplicaOperationsContract extends TransportContractFixture {

    private static final byte UNKNOWN_KIND = 77;
    private static final byte FILLER = 'X';

    @Test
    void shouldAnswerAbsentWhenKeyWasNeverStored() {
        final TestReply reply = connectNew().ask(TestRequest.read(key("never")));

        assertEquals(ReplicaReply.ABSENT, reply.result());
        assertEquals(Version.NONE, reply.version());
        assertEquals(0, reply.valueLength());
    }

    @Test
    void shouldReadBackValueAndVersionWhenStored() {
        final Peer peer = connectNew();
        // The sign bit of the writer id is set: versions are unsigned.
        final Version version = version(1, 0xFEDC_BA98_7654_3210L);

        final TestReply stored = peer.ask(TestRequest.store(key("k"), value("v"), version));
        final TestReply read = peer.ask(TestRequest.read(key("k")));

        assertEquals(ReplicaReply.STORED, stored.result());
        assertEquals(version, stored.version());
        assertEquals(ReplicaReply.ABSENT, stored.previous());
        assertEquals(ReplicaReply.VALUE, read.result());
        assertEquals(version, read.version());
        assertArrayEquals(value("v"), read.value());
    }

    @Test
    void shouldTellPreviousWhenStoreReplaces() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("old"), version(1, -7)));

        final TestReply reply = peer.ask(
                TestRequest.store(key("k"), value("new"), version(2)).withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS));

        assertEquals(ReplicaReply.STORED, reply.result());
        assertEquals(version(2), reply.version());
        assertEquals(ReplicaReply.VALUE, reply.previous());
        assertEquals(version(1, -7), reply.previousVersion());
        assertArrayEquals(value("old"), reply.value());
    }

    @Test
    void shouldNotCarryPreviousValueWhenNotWanted() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("old"), version(1)));

        final TestReply reply = peer.ask(TestRequest.store(key("k"), value("new"), version(2)));

        assertEquals(ReplicaReply.VALUE, reply.previous());
        assertEquals(version(1), reply.previousVersion());
        assertEquals(0, reply.valueLength());
    }

    @Test
    void shouldKeepNewerWhenStoreIsOlder() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("newer"), version(2)));

        final TestReply reply = peer.ask(TestRequest.store(key("k"), value("older"), version(1)));

        assertEquals(ReplicaReply.KEPT_NEWER, reply.result());
        assertEquals(version(2), reply.version());
        assertEquals(ReplicaReply.VALUE, reply.previous());
        assertEquals(version(2), reply.previousVersion());
        assertArrayEquals(value("newer"), peer.ask(TestRequest.read(key("k"))).value());
    }

    @Test
    void shouldOrderByWriterUnsignedWhenTimestampsAreEqual() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("low"), version(1, 1)));

        final TestReply higher = peer.ask(TestRequest.store(key("k"), value("high"), version(1, -1)));
        final TestReply lower = peer.ask(TestRequest.store(key("k"), value("middle"), version(1, Long.MAX_VALUE)));

        assertEquals(ReplicaReply.STORED, higher.result());
        assertEquals(ReplicaReply.KEPT_NEWER, lower.result());
        assertEquals(version(1, -1), lower.version());
    }

    @Test
    void shouldAnswerEqualWhenSameVersionIsStoredAgain() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("v"), version(1)));

        final TestReply reply = peer.ask(TestRequest.store(key("k"), value("v"), version(1)));

        assertEquals(ReplicaReply.EQUAL, reply.result());
        assertEquals(version(1), reply.version());
    }

    @Test
    void shouldReadTombstoneWhenDeleted() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("v"), version(1)));

        final TestReply deleted = peer.ask(TestRequest.delete(key("k"), version(2))
                .withFlags(ReplicaRequest.FLAG_TOMBSTONE | ReplicaRequest.FLAG_WANT_PREVIOUS));
        final TestReply read = peer.ask(TestRequest.read(key("k")));
        final TestReply storedAgain = peer.ask(TestRequest.store(key("k"), value("w"), version(3)));

        assertEquals(ReplicaReply.STORED, deleted.result());
        assertEquals(ReplicaReply.VALUE, deleted.previous());
        assertArrayEquals(value("v"), deleted.value());
        assertEquals(ReplicaReply.TOMBSTONE, read.result());
        assertEquals(version(2), read.version());
        assertEquals(0, read.valueLength());
        assertEquals(ReplicaReply.STORED, storedAgain.result());
        assertEquals(ReplicaReply.TOMBSTONE, storedAgain.previous());
        assertEquals(version(2), storedAgain.previousVersion());
    }

    @Test
    void shouldReadVersionsWithoutValues() {
        final Peer peer = connectNew();

        final TestReply absent = peer.ask(TestRequest.readVersion(key("k")));
        peer.ask(TestRequest.store(key("k"), value("v"), version(1, -9)));
        final TestReply stored = peer.ask(TestRequest.readVersion(key("k")));
        peer.ask(TestRequest.delete(key("k"), version(2)));
        final TestReply deleted = peer.ask(TestRequest.readVersion(key("k")));

        assertEquals(ReplicaReply.ABSENT, absent.result());
        assertEquals(ReplicaReply.VALUE, stored.result());
        assertEquals(version(1, -9), stored.version());
        assertEquals(0, stored.valueLength());
        assertEquals(ReplicaReply.TOMBSTONE, deleted.result());
        assertEquals(version(2), deleted.version());
    }

    @Test
    void shouldRepairWithVersionOfOriginalWriterWhenReplicaIsStale() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("stale"), version(1)));

        final TestReply repaired = peer.ask(TestRequest.repair(key("k"), value("fresh"), version(2, -3)));
        final TestReply read = peer.ask(TestRequest.read(key("k")));

        assertEquals(ReplicaReply.STORED, repaired.result());
        assertEquals(version(2, -3), read.version());
        assertArrayEquals(value("fresh"), read.value());
    }

    @Test
    void shouldNeverOverwriteNewerWhenRepairing() {
        final Peer peer = connectNew();
        peer.ask(TestRequest.store(key("k"), value("newer"), version(2)));

        final TestReply repaired = peer.ask(TestRequest.repair(key("k"), value("older"), version(1)));
        final TestReply tombstone = peer.ask(
                TestRequest.repair(key("k"), value(""), version(1, 9)).withFlags(ReplicaRequest.FLAG_TOMBSTONE));
        final TestReply read = peer.ask(TestRequest.read(key("k")));

        assertEquals(ReplicaReply.KEPT_NEWER, repaired.result());
        assertEquals(ReplicaReply.KEPT_NEWER, tombstone.result());
        assertEquals(version(2), read.version());
        assertArrayEquals(value("newer"), read.value());
    }

    @Test
    void shouldTellIncarnationEpochAndTimeWithEachReply() {
        final Peer peer = connectNew();
        final Peer other = connectNew();

        final TestReply stored = peer.ask(TestRequest.store(key("k"), value("v"), version(1)));
        final TestReply read = peer.ask(TestRequest.read(key("k")));
        final TestReply elsewhere = other.ask(TestRequest.read(key("k")));

        assertTrue(stored.incarnationHigh() != 0 || stored.incarnationLow() != 0, "a store has an incarnation");
        assertEquals(stored.incarnationHigh(), read.incarnationHigh());
        assertEquals(stored.incarnationLow(), read.incarnationLow());
        assertFalse(
                read.incarnationHigh() == elsewhere.incarnationHigh()
                        && read.incarnationLow() == elsewhere.incarnationLow(),
                "two stores have two incarnations");
        assertEquals(harness().ringEpoch(), read.ringEpoch());
        assertTrue(read.nodeWallMs() > 0, "the node tells its time");
    }

    @Test
    void shouldTellRingStateInFormOfCodec() {
        final NodeDescriptor first = harness().startNode();
        final NodeDescriptor second = harness().startNode();

        final TestReply reply = open(first).dial().ask(TestRequest.ringState());
        final RingState state = RingStateCodec.decode(reply.bytes(), reply.valueOffset(), reply.valueLength());

        assertEquals(ReplicaReply.VALUE, reply.result());
        assertEquals(harness().ringEpoch(), state.epoch());
        assertEquals(first.name(), state.selfName());
        final List<String> names = new ArrayList<>();
        state.members().forEach(member -> names.add(member.node().name()));
        assertTrue(names.containsAll(List.of(first.name(), second.name())), () -> "members " + names);
    }

    @Test
    void shouldKnowCapabilitiesOnceConnected() {
        final Peer peer = open(harness().startNode());
        final long[] whenTold = new long[1];
        peer.listener().onEachState(state -> {
            if (state == ReplicaListener.CONNECTED) {
                whenTold[0] = peer.connection().capabilities();
            }
        });

        assertEquals(0, peer.connection().capabilities());
        peer.dial();

        assertTrue(
                Capabilities.has(peer.connection().capabilities(), Capabilities.QUORATE_NODE),
                () -> "capabilities " + Long.toBinaryString(peer.connection().capabilities()));
        assertFalse(Capabilities.has(peer.connection().capabilities(), Capabilities.OWN_TIMESTAMPS));
        // Asked by a call: the state may be visible to this thread a moment before the hook has run.
        peer.ask(TestRequest.read(key("k")));
        assertTrue(
                Capabilities.has(whenTold[0], Capabilities.QUORATE_NODE),
                () -> "capabilities inside onState(CONNECTED): " + Long.toBinaryString(whenTold[0]));
    }

    @Test
    void shouldCarryEmptyValueAsValue() {
        final Peer peer = connectNew();

        final TestReply stored = peer.ask(TestRequest.store(key("k"), value(""), version(1)));
        final TestReply read = peer.ask(TestRequest.read(key("k")));

        assertEquals(ReplicaReply.STORED, stored.result());
        assertEquals(ReplicaReply.VALUE, read.result());
        assertEquals(0, read.valueLength());
        assertEquals(version(1), read.version());
    }

    @Test
    void shouldCarryLargestKeyAndValueByteForByte() {
        final Peer peer = connectNew();
        final byte[] largestKey = randomBytes(harness().maxKeyBytes(), 1);
        final byte[] largestValue = randomBytes(harness().maxValueBytes(), 2);
        final byte[] otherValue = randomBytes(harness().maxValueBytes(), 3);

        peer.ask(TestRequest.store(largestKey, largestValue, version(1)));
        final TestReply read = peer.ask(TestRequest.read(largestKey));
        final TestReply replaced = peer.ask(
                TestRequest.store(largestKey, otherValue, version(2)).withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS));

        assertArrayEquals(largestValue, read.value());
        assertArrayEquals(largestValue, replaced.value());
    }

    @Test
    void shouldCarryEveryByteValueInKeyAndValue() {
        final Peer peer = connectNew();
        for (int b = 0; b < 256; b++) {
            final byte[] bytes = {(byte) b, (byte) ~b, (byte) b};
            peer.ask(TestRequest.store(bytes, bytes, version(1)));
            assertArrayEquals(bytes, peer.ask(TestRequest.read(bytes)).value(), "byte " + b);
        }
    }

    @Test
    void shouldReadRequestFromDirectBuffer() {
        final Peer peer = connectNew();

        peer.ask(TestRequest.store(key("direct"), value("off the heap"), version(1))
                .inDirectBuffer());

        assertArrayEquals(
                value("off the heap"),
                peer.ask(TestRequest.read(key("direct")).inDirectBuffer()).value());
    }

    @Test
    void shouldHaveCopiedRequestWhenSendReturns() {
        final Peer peer = connectNew();
        final List<Long> sends = new ArrayList<>();
        final int count = 100;

        for (int i = 0; i < count; i++) {
            final TestRequest request = TestRequest.store(key("copied-" + i), value("value-" + i), version(1));
            sends.add(peer.post(request, harness().patienceNs()));
            Arrays.fill(request.bytes().array(), FILLER);
        }
        sends.forEach(peer::await);

        for (int i = 0; i < count; i++) {
            assertArrayEquals(
                    value("value-" + i),
                    peer.ask(TestRequest.read(key("copied-" + i))).value());
        }
    }

    @Test
    void shouldLeaveRequestBufferAsItWas() {
        final Peer peer = connectNew();
        final TestRequest request = TestRequest.store(key("k"), value("v"), version(1));
        final byte[] before = request.bytes().array().clone();

        peer.ask(request);

        assertArrayEquals(before, request.bytes().array());
        assertEquals(1, request.bytes().position());
        assertEquals(before.length, request.bytes().limit());
    }

    @Test
    void shouldRefuseWhenKindIsUnknown() {
        final Peer peer = connectNew();

        peer.assertFails(
                TestRequest.of(UNKNOWN_KIND, key("k"), value(""), Version.NONE),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_UNSUPPORTED);
        peer.ask(TestRequest.read(key("k")));
    }

    @Test
    void shouldRefuseWhenKeyIsEmpty() {
        final Peer peer = connectNew();

        peer.assertFails(
                TestRequest.store(key(""), value("v"), version(1)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_INVALID);
        peer.ask(TestRequest.read(key("k")));
    }

    @Test
    void shouldRefuseWhenKeyIsTooLarge() {
        final Peer peer = connectNew();
        final byte[] tooLarge = randomBytes(harness().maxKeyBytes() + 1, 4);

        peer.assertFails(
                TestRequest.store(tooLarge, value("v"), version(1)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_TOO_LARGE,
                ReplicaListener.CODE_INVALID);
        peer.ask(TestRequest.read(key("k")));
    }

    @Test
    void shouldRefuseWhenValueIsTooLarge() {
        final Peer peer = connectNew();

        // A little too large, and so large that limits below the node's own may step in.
        for (final int extra : new int[] {1, 16 << 20}) {
            final byte[] tooLarge = randomBytes(harness().maxValueBytes() + extra, 5);
            peer.assertFails(
                    TestRequest.store(key("k"), tooLarge, version(1)),
                    ReplicaListener.REFUSED,
                    ReplicaListener.CODE_TOO_LARGE,
                    ReplicaListener.CODE_INVALID);
        }
        assertEquals(ReplicaReply.ABSENT, peer.ask(TestRequest.read(key("k"))).result());
    }

    @Test
    void shouldTellRefusalOfNode() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.REFUSING);

        peer.assertFails(
                TestRequest.store(key("k"), value("v"), version(1)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_INVALID);
        peer.assertFails(TestRequest.read(key("k")), ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID);

        harness().engine(node).behave(NodeBehaviour.NORMAL);
        assertEquals(ReplicaReply.ABSENT, peer.ask(TestRequest.read(key("k"))).result());
    }

    @Test
    void shouldTellOverloadOfNode() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.OVERLOADED);

        peer.assertFails(
                TestRequest.store(key("k"), value("v"), version(1)),
                ReplicaListener.OVERLOADED,
                ReplicaListener.CODE_OVERLOADED);

        harness().engine(node).behave(NodeBehaviour.NORMAL);
        assertEquals(ReplicaReply.ABSENT, peer.ask(TestRequest.read(key("k"))).result());
    }

    @Test
    void shouldLeaveStoreInDoubtWhenNodeFailsInside() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.FAULTY);

        peer.assertFails(
                TestRequest.store(key("k"), value("v"), version(1)),
                ReplicaListener.MAYBE_APPLIED,
                ReplicaListener.CODE_NODE_FAULT);
    }

    @Test
    void shouldTellThatEpochIsStale() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.NEWER_RING);

        peer.assertFails(
                TestRequest.store(key("k"), value("v"), version(1)),
                ReplicaListener.STALE_EPOCH,
                ReplicaListener.CODE_STALE_EPOCH);
    }

    @Test
    void shouldHandEveryFieldOfRequestToNode() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        final long epoch = harness().ringEpoch();
        final long requestId = 0xF00D_F00D_F00D_F00DL;
        final TestRequest store = TestRequest.store(key("k"), value("v"), version(1, -5))
                .withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS)
                .withRingEpoch(epoch)
                .withRequestId(requestId);
        final TestRequest repair = TestRequest.repair(key("r"), value(""), version(2, 6))
                .withFlags(ReplicaRequest.FLAG_TOMBSTONE)
                .withRingEpoch(epoch)
                .withRequestId(requestId + 1);
        final TestRequest read = TestRequest.of(
                        ReplicaRequest.READ, key("k"), value(""), new Version(0, Long.MIN_VALUE))
                .withRingEpoch(epoch)
                .withRequestId(requestId + 2);

        for (final TestRequest sent : List.of(store, repair, read)) {
            peer.ask(sent);
            final TestRequest arrived = harness().engine(node).lastRequest();
            assertNotNull(arrived);
            assertEquals(sent.kind(), arrived.kind());
            assertEquals(sent.flags(), arrived.flags());
            assertEquals(sent.ringEpoch(), arrived.ringEpoch());
            assertEquals(sent.version(), arrived.version());
            assertEquals(sent.requestId(), arrived.requestId());
            assertArrayEquals(sent.key(), arrived.key());
            assertArrayEquals(sent.value(), arrived.value());
        }
    }
}

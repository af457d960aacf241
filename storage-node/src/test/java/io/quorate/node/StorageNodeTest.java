package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StorageNodeTest {
    private static final List<NodeDescriptor> MEMBERS = List.of(
            NodeDescriptor.of("a:1"),
            NodeDescriptor.of("b:1").withWeight(2),
            NodeDescriptor.of("c:1").withZone("z"));
    private static final NodeConfig CONFIG = NodeConfig.of("b:1", MEMBERS).withLimits(16, 32);

    private final TestEnv env = new TestEnv(1);
    private final StorageNode node = new StorageNode(CONFIG, new MemoryEngine(env), env);
    private final Caller caller = new Caller(node);

    @Test
    void shouldAnswerAbsentWhenKeyIsUnknown() {
        final NodeReply reply = caller.read("k");

        assertEquals(ReplicaReply.ABSENT, reply.result());
        assertEquals(0, reply.timestamp());
        assertEquals(0, reply.writerId());
        assertEquals(0, reply.valueLength());
    }

    @Test
    void shouldAnswerStoredAndAbsentBeforeWhenKeyIsNew() {
        final NodeReply reply = caller.store("k", "v", 5, 6);

        assertEquals(ReplicaReply.STORED, reply.result());
        assertEquals(5, reply.timestamp());
        assertEquals(6, reply.writerId());
        assertEquals(ReplicaReply.ABSENT, reply.previous());
        assertEquals(0, reply.previousTimestamp());
        assertEquals(0, reply.valueLength());
        caller.assertHeld("k", ReplicaReply.VALUE, 5, 6, "v");
    }

    @Test
    void shouldTellWhatWasThereWhenStoreReplaces() {
        caller.store("k", "old", 5, 6);

        caller.ask(Caller.storing("k", "new", 7, 1).flags(ReplicaRequest.FLAG_WANT_PREVIOUS));

        assertEquals(ReplicaReply.STORED, caller.reply.result());
        assertEquals(7, caller.reply.timestamp());
        assertEquals(1, caller.reply.writerId());
        assertEquals(ReplicaReply.VALUE, caller.reply.previous());
        assertEquals(5, caller.reply.previousTimestamp());
        assertEquals(6, caller.reply.previousWriterId());
        assertEquals("old", caller.value());
        caller.assertHeld("k", ReplicaReply.VALUE, 7, 1, "new");
    }

    @Test
    void shouldLeaveOutPreviousValueWhenNotAskedFor() {
        caller.store("k", "old", 5, 6);

        final NodeReply reply = caller.store("k", "new", 7, 1);

        assertEquals(ReplicaReply.VALUE, reply.previous());
        assertEquals(0, reply.valueLength());
    }

    @Test
    void shouldKeepNewerAndSaySoWhenStoreIsOlder() {
        caller.store("k", "newer", 7, 1);

        caller.ask(Caller.storing("k", "older", 5, 6).flags(ReplicaRequest.FLAG_WANT_PREVIOUS));

        assertEquals(ReplicaReply.KEPT_NEWER, caller.reply.result());
        assertEquals(7, caller.reply.timestamp());
        assertEquals(1, caller.reply.writerId());
        assertEquals(ReplicaReply.VALUE, caller.reply.previous());
        assertEquals(7, caller.reply.previousTimestamp());
        assertEquals("newer", caller.value());
        caller.assertHeld("k", ReplicaReply.VALUE, 7, 1, "newer");
    }

    @Test
    void shouldCompareTimestampAndWriterUnsigned() {
        caller.store("k", "v", Long.MAX_VALUE, Long.MAX_VALUE);

        assertEquals(
                ReplicaReply.STORED, caller.store("k", "w", Long.MAX_VALUE, -1).result());
        assertEquals(
                ReplicaReply.KEPT_NEWER,
                caller.store("k", "x", Long.MAX_VALUE, Long.MIN_VALUE).result());
        assertEquals(
                ReplicaReply.STORED, caller.store("k", "y", Long.MIN_VALUE, 0).result());
        assertEquals(ReplicaReply.KEPT_NEWER, caller.store("k", "z", 1, 1).result());
        caller.assertHeld("k", ReplicaReply.VALUE, Long.MIN_VALUE, 0, "y");
    }

    @Test
    void shouldChangeNothingWhenSameStoreComesAgain() {
        caller.store("k", "v", 5, 6);

        final NodeReply again = caller.store("k", "other", 5, 6);

        assertEquals(ReplicaReply.EQUAL, again.result());
        assertEquals(5, again.timestamp());
        assertEquals(6, again.writerId());
        caller.assertHeld("k", ReplicaReply.VALUE, 5, 6, "v");
        assertEquals(1, node.entryCount());
    }

    @Test
    void shouldKeepFirstStoreWhenItsVersionIsZero() {
        final NodeReply first = caller.store("k", "v", 0, 0);
        assertEquals(ReplicaReply.STORED, first.result());
        assertEquals(ReplicaReply.ABSENT, first.previous());

        assertEquals(ReplicaReply.EQUAL, caller.store("k", "w", 0, 0).result());
        caller.assertHeld("k", ReplicaReply.VALUE, 0, 0, "v");
    }

    @Test
    void shouldKeepTombstoneLikeAValue() {
        caller.store("k", "v", 5, 6);

        caller.ask(Caller.deleting("k", 7, 1).flags(ReplicaRequest.FLAG_TOMBSTONE | ReplicaRequest.FLAG_WANT_PREVIOUS));
        assertEquals(ReplicaReply.STORED, caller.reply.result());
        assertEquals(ReplicaReply.VALUE, caller.reply.previous());
        assertEquals("v", caller.value());
        caller.assertHeld("k", ReplicaReply.TOMBSTONE, 7, 1, "");

        assertEquals(ReplicaReply.KEPT_NEWER, caller.store("k", "late", 6, 9).result());
        assertEquals(ReplicaReply.TOMBSTONE, caller.reply.previous());
        caller.ask(Caller.storing("k", "again", 8, 1).flags(ReplicaRequest.FLAG_WANT_PREVIOUS));
        assertEquals(ReplicaReply.TOMBSTONE, caller.reply.previous());
        assertEquals(7, caller.reply.previousTimestamp());
        assertEquals(0, caller.reply.valueLength());
        caller.assertHeld("k", ReplicaReply.VALUE, 8, 1, "again");
    }

    @Test
    void shouldKeepTombstoneOfUnknownKey() {
        assertEquals(ReplicaReply.STORED, caller.delete("k", 7, 1).result());

        assertEquals(ReplicaReply.KEPT_NEWER, caller.store("k", "v", 6, 1).result());
        caller.assertHeld("k", ReplicaReply.TOMBSTONE, 7, 1, "");
    }

    @Test
    void shouldRepairByTheSameRuleAsStore() {
        caller.store("k", "v", 5, 6);
        final NodeRequest older = repairing("k", "old", 4, 9);
        final NodeRequest newer = repairing("k", "new", 5, 7);

        assertEquals(ReplicaReply.KEPT_NEWER, caller.ask(older).result());
        assertEquals(ReplicaReply.STORED, caller.ask(newer).result());
        caller.assertHeld("k", ReplicaReply.VALUE, 5, 7, "new");
    }

    @Test
    void shouldReadVersionWithoutValue() {
        caller.store("k", "v", 5, 6);

        final NodeReply reply =
                caller.ask(new NodeRequest().begin(ReplicaRequest.READ_VERSION).key(Caller.bytes("k")));

        assertEquals(ReplicaReply.VALUE, reply.result());
        assertEquals(5, reply.timestamp());
        assertEquals(6, reply.writerId());
        assertEquals(0, reply.valueLength());
    }

    @Test
    void shouldKeepEmptyValueApartFromTombstone() {
        caller.store("k", "", 5, 6);

        caller.assertHeld("k", ReplicaReply.VALUE, 5, 6, "");
    }

    @Test
    void shouldTakeRequestFromDirectAndReadOnlyBuffers() {
        final NodeRequest source = Caller.storing("key", "value", 5, 6);
        final ByteBuffer direct = ByteBuffer.allocateDirect(20);
        direct.put(3, source.bytes(), source.keyOffset(), source.keyLength());
        direct.put(9, source.bytes(), source.valueOffset(), source.valueLength());

        caller.ask(new RequestAt(source, direct.asReadOnlyBuffer(), 3, 9));

        caller.assertHeld("key", ReplicaReply.VALUE, 5, 6, "value");
    }

    @Test
    void shouldForgetLastAnswerWhenReplyIsUsedAgain() {
        caller.store("k", "v", 5, 6);
        caller.read("k");

        final NodeReply absent = caller.read("other");

        assertEquals(ReplicaReply.ABSENT, absent.result());
        assertEquals(0, absent.timestamp());
        assertEquals(0, absent.valueLength());
        assertEquals(ReplicaReply.PREVIOUS_UNKNOWN, absent.previous());
    }

    @Test
    void shouldTellIncarnationEpochAndWallTime() {
        env.setWallMs(77);

        final NodeReply reply = caller.read("k");

        assertTrue(reply.incarnationHigh() != 0 || reply.incarnationLow() != 0);
        assertEquals(node.incarnationHigh(), reply.incarnationHigh());
        assertEquals(node.incarnationLow(), reply.incarnationLow());
        assertEquals(1, reply.ringEpoch());
        assertEquals(77, reply.nodeWallMs());
    }

    @Test
    void shouldAnswerRingState() {
        final NodeReply reply = caller.ask(new NodeRequest().begin(ReplicaRequest.RING_STATE));

        assertEquals(ReplicaReply.VALUE, reply.result());
        final RingState state = RingStateCodec.decode(reply.bytes(), reply.valueOffset(), reply.valueLength());
        assertFalse(state.legacy());
        assertEquals(1, state.epoch());
        assertEquals("b:1", state.selfName());
        assertEquals(MEMBERS, state.nodes());
        assertTrue(state.members().stream().allMatch(RingMember::active));
        assertEquals(TestEnv.START_WALL_MS, state.updatedAtMs());
        assertEquals(RingFingerprint.of(RingConfig.DEFAULT, MEMBERS, false).text(), state.fingerprintText());
        assertEquals(node.ringState(), state);
    }

    @Test
    void shouldRefuseOlderEpochButNotUnknownOrNewer() {
        node.updateRing(ring(3, MEMBERS));
        final NodeRequest store = Caller.storing("k", "v", 5, 6);

        caller.assertFails(store.origin(1, 2), ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH);
        caller.assertFails(
                Caller.reading("k").origin(1, 2), ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH);
        assertEquals(ReplicaReply.ABSENT, caller.read("k").result());

        assertEquals(ReplicaReply.STORED, caller.ask(store.origin(1, 3)).result());
        assertEquals(ReplicaReply.EQUAL, caller.ask(store.origin(1, 4)).result());
        assertEquals(ReplicaReply.EQUAL, caller.ask(store.origin(1, 0)).result());
        caller.ask(new NodeRequest().begin(ReplicaRequest.RING_STATE).origin(1, 2));
        assertEquals(3, caller.reply.ringEpoch());
    }

    @Test
    void shouldChangeRingOnlyByHigherEpoch() {
        final List<NodeDescriptor> fewer = MEMBERS.subList(0, 2);

        assertThrows(IllegalArgumentException.class, () -> node.updateRing(ring(1, fewer)));
        node.updateRing(ring(2, fewer));
        assertThrows(IllegalArgumentException.class, () -> node.updateRing(ring(1, MEMBERS)));

        assertEquals(fewer, node.ringState().nodes());
        assertEquals(2, node.ringState().epoch());
    }

    @Test
    void shouldTakeOtherBeliefsAboutMembersInSameEpoch() {
        final RingState current = node.ringState();
        final List<RingMember> oneDown = current.members().stream()
                .map(member ->
                        new RingMember(member.node(), !member.node().name().equals("a:1")))
                .toList();

        node.updateRing(new RingState(false, 1, "b:1", oneDown, current.fingerprintText(), current.updatedAtMs()));

        assertEquals(oneDown, node.ringState().members());
        assertThrows(
                IllegalArgumentException.class,
                () -> node.updateRing(new RingState(false, 1, "b:1", oneDown, "other fingerprint", 0)));
    }

    @Test
    void shouldRefuseUnknownKindAndFlags() {
        caller.assertFails(
                new NodeRequest().begin((byte) 99).key(Caller.bytes("k")),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_UNSUPPORTED);
        caller.assertFails(
                Caller.storing("k", "v", 5, 6).flags(1 << 20),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_UNSUPPORTED);
        assertEquals(ReplicaReply.ABSENT, caller.read("k").result());
    }

    @Test
    void shouldRefuseWhatIsOverItsLimitsAndNameThem() {
        caller.assertFails(Caller.reading(""), ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID);
        caller.assertFails(
                Caller.storing("k".repeat(17), "v", 5, 6), ReplicaListener.REFUSED, ReplicaListener.CODE_TOO_LARGE);
        assertEquals("the key has 17 bytes, this node takes 16", caller.detail);
        caller.assertFails(
                Caller.storing("k", "v".repeat(33), 5, 6), ReplicaListener.REFUSED, ReplicaListener.CODE_TOO_LARGE);
        assertEquals("the value has 33 bytes, this node takes 32", caller.detail);
        assertEquals(ReplicaReply.ABSENT, caller.read("k").result());

        caller.store("k".repeat(16), "v".repeat(32), 5, 6);
        caller.assertHeld("k".repeat(16), ReplicaReply.VALUE, 5, 6, "v".repeat(32));
    }

    @Test
    void shouldRefuseTombstoneWithValue() {
        caller.assertFails(
                Caller.storing("k", "v", 5, 6).flags(ReplicaRequest.FLAG_TOMBSTONE),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_INVALID);
    }

    @Test
    void shouldRefuseWhenKeyOrValueReachesBeyondBytes() {
        final NodeRequest source = Caller.storing("key", "value", 5, 6);

        for (final int[] offsets : new int[][] {{-1, 3}, {6, 3}, {0, 4}, {0, -1}, {Integer.MAX_VALUE, 3}}) {
            caller.assertFails(
                    new RequestAt(source, ByteBuffer.allocate(8), offsets[0], offsets[1]),
                    ReplicaListener.REFUSED,
                    ReplicaListener.CODE_INVALID);
        }
        assertEquals(0, node.entryCount());
    }

    @Test
    void shouldIgnoreOffsetOfEmptyValue() {
        final NodeRequest source = Caller.storing("key", "", 5, 6);

        assertEquals(
                ReplicaReply.STORED,
                caller.ask(new RequestAt(source, source.bytes(), 0, 1_000)).result());
        final NodeRequest newer = Caller.deleting("key", 6, 6);
        assertEquals(
                ReplicaReply.STORED,
                caller.ask(new RequestAt(newer, newer.bytes(), 0, -5)).result());
    }

    @Test
    void shouldRefuseTimestampTooFarAheadWhenLimited() {
        final StorageNode strict = new StorageNode(CONFIG.withMaxAheadMs(1_000), new MemoryEngine(env), env);
        final Caller strictCaller = new Caller(strict);
        final long limit = (TestEnv.START_WALL_MS + 1_000) << 16;

        strictCaller.store("k", "v", limit, 1);
        strictCaller.assertFails(
                Caller.storing("k", "w", limit + (1 << 16), 1), ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID);
        strictCaller.assertFails(
                Caller.storing("k", "w", -1, 1), ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID);
        strictCaller.assertHeld("k", ReplicaReply.VALUE, limit, 1, "v");
        assertEquals(ReplicaReply.STORED, caller.store("k", "w", -1, 1).result());
    }

    @Test
    void shouldAnswerOverloadedAndApplyNothingWhenClosed() {
        node.close();
        node.close();

        caller.assertFails(Caller.storing("k", "v", 5, 6), ReplicaListener.OVERLOADED, ReplicaListener.CODE_NODE_FAULT);
        assertThrows(IllegalStateException.class, () -> node.scan(new byte[0], new byte[0], 1, true, (key, e) -> true));
    }

    @Test
    void shouldLeaveStoreInDoubtWhenEngineThrows() {
        final StorageNode broken = new StorageNode(CONFIG, new LateEngine(true), env);

        new Caller(broken)
                .assertFails(
                        Caller.storing("k", "v", 5, 6), ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT);
    }

    @Test
    void shouldAnswerLaterWhenEngineDoes() {
        final LateEngine engine = new LateEngine(false);
        final StorageNode late = new StorageNode(CONFIG, engine, env);
        final Caller lateCaller = new Caller(late);

        late.handle(Caller.storing("k", "v", 5, 6), lateCaller.reply, lateCaller);
        assertEquals(0, lateCaller.answers);
        assertThrows(IllegalStateException.class, () -> late.handle(Caller.reading("k"), lateCaller.reply, lateCaller));
        env.setWallMs(99);
        assertEquals(lateCaller.reply, engine.waiting);
        lateCaller.reply.setStored(ReplicaReply.STORED, 5, 6);
        lateCaller.reply.complete();

        assertEquals(1, lateCaller.answers);
        assertEquals(99, lateCaller.reply.nodeWallMs());
        assertThrows(IllegalStateException.class, lateCaller.reply::complete);
        assertEquals(1, lateCaller.answers);
    }

    @Test
    void shouldSurviveSinkThatThrows() {
        final NodeReply reply = new NodeReply();
        final int[] calls = new int[1];
        final ReplySink throwing = new ReplySink() {
            @Override
            public void onReply(final NodeReply answered) {
                calls[0]++;
                throw new IllegalStateException("thrown on purpose by a test");
            }

            @Override
            public void onFailure(
                    final NodeReply failed, final int fate, final int code, final @Nullable String detail) {
                calls[0]++;
                throw new IllegalStateException("thrown on purpose by a test");
            }
        };

        node.handle(Caller.storing("k", "v", 5, 6), reply, throwing);
        node.handle(Caller.reading(""), reply, throwing);

        assertEquals(2, calls[0]);
        caller.assertHeld("k", ReplicaReply.VALUE, 5, 6, "v");
    }

    @Test
    void shouldGiveEachStoreAnIncarnationOfItsOwn() {
        final MemoryEngine first = new MemoryEngine(env);
        final MemoryEngine second = new MemoryEngine(env);

        assertNotEquals(first.incarnationHigh(), second.incarnationHigh());
        assertNotEquals(first.incarnationLow(), second.incarnationLow());
        assertEquals(
                new MemoryEngine(new TestEnv(9)).incarnationHigh(), new MemoryEngine(new TestEnv(9)).incarnationHigh());
    }

    private static NodeRequest repairing(
            final String key, final String value, final long timestamp, final long writerId) {
        return new NodeRequest()
                .begin(ReplicaRequest.REPAIR)
                .keyAndValue(Caller.bytes(key), Caller.bytes(value))
                .version(timestamp, writerId);
    }

    private static RingState ring(final long epoch, final List<NodeDescriptor> members) {
        return NodeConfig.of(members.get(0).name(), members).withEpoch(epoch).ringState(1);
    }

    /** The same request with its bytes elsewhere. */
    private record RequestAt(ReplicaRequest source, ByteBuffer bytes, int keyOffset, int valueOffset)
            implements ReplicaRequest {
        @Override
        public byte kind() {
            return source.kind();
        }

        @Override
        public int flags() {
            return source.flags();
        }

        @Override
        public long ringEpoch() {
            return source.ringEpoch();
        }

        @Override
        public long timestamp() {
            return source.timestamp();
        }

        @Override
        public long writerId() {
            return source.writerId();
        }

        @Override
        public long requestId() {
            return source.requestId();
        }

        @Override
        public int keyLength() {
            return source.keyLength();
        }

        @Override
        public int valueLength() {
            return source.valueLength();
        }
    }

    /** Answers later, or throws. */
    private static final class LateEngine implements StorageEngine {
        private final boolean broken;
        private @Nullable NodeReply waiting;

        LateEngine(final boolean broken) {
            this.broken = broken;
        }

        @Override
        public long incarnationHigh() {
            return 1;
        }

        @Override
        public long incarnationLow() {
            return 2;
        }

        @Override
        public void read(final ReplicaRequest request, final NodeReply reply) {
            store(request, reply);
        }

        @Override
        public void store(final ReplicaRequest request, final NodeReply reply) {
            if (broken) {
                throw new IllegalStateException("broken on purpose by a test");
            }
            waiting = reply;
        }

        @Override
        public byte @Nullable [] scan(
                final byte[] startKey,
                final byte[] endKey,
                final int limitCount,
                final boolean wantValues,
                final Visitor visitor) {
            return null;
        }

        @Override
        public long entryCount() {
            return 0;
        }

        @Override
        public long usedBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}

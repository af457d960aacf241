package io.quorate.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.quorum.ModelOperation.Kind;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One operation against everything that replicas may answer, in every order and to the very last answer, with a tick or a cancel at any
 * moment: it is decided exactly once and retires exactly once, when nothing is under way.
 */
class LateEventsTest {

    private static final int N = 3;
    private static final int[] IN_PLACE = {0, 1, 2};
    private static final int[] CONTENTS = {0, 2};
    private static final long NEVER_NS = 1_000;
    private static final ModelVersions VERSIONS = new ModelVersions(0);

    /** A state of the operation, and which sends have not ended: a bit per replica and round. */
    private record Point(StateImage image, int outstanding) {}

    private final OperationState op = new OperationState();
    private final Set<Point> seen = new HashSet<>();
    private final Deque<Point> open = new ArrayDeque<>();
    private QuorumMachine machine;
    private Kind kind;
    private int outstanding;
    private int decisions;
    private int retirements;

    @ParameterizedTest
    @CsvSource({
        "GET,2,2",
        "GET,1,3",
        "GET,3,3",
        "PUT,2,2",
        "PUT,1,3",
        "PUT,3,1",
        "STAMPED_PUT,2,0",
        "STAMPED_PUT,1,0",
        "STAMPED_PUT,3,0"
    })
    void shouldDecideOnceAndRetireOnceInEveryOrder(final Kind newKind, final int required, final int confirm) {
        kind = newKind;
        machine = switch (kind) {
            case GET -> GetMachine.INSTANCE;
            case PUT -> LinearizablePutMachine.INSTANCE;
            case STAMPED_PUT -> PutMachine.INSTANCE;
        };
        begin(required, confirm);
        while (!open.isEmpty()) {
            follow(open.pop());
        }
        assertTrue(seen.size() > 50, "only " + seen.size() + " states");
        System.out.printf("%s %d %d: %,d states%n", kind, required, confirm, seen.size());
    }

    private void begin(final int required, final int confirm) {
        op.reset(N, required, confirm, false, 0);
        op.limits(NEVER_NS, NEVER_NS, 1, 1, 1, 1);
        for (int i = 0; i < N; i++) {
            op.replica(i, 0, true, false, false);
        }
        op.nowNs(0);
        if (kind == Kind.STAMPED_PUT) {
            op.version(1, 1);
        }
        outstanding = 0;
        decisions = 0;
        retirements = 0;
        machine.begin(op, new Checks());
        reached();
    }

    private void follow(final Point point) {
        for (int bit = 0; bit < 2 * N; bit++) {
            if ((point.outstanding & (1 << bit)) == 0) {
                continue;
            }
            final int replica = bit / 2;
            final int round = bit % 2;
            final int attempt = kind == Kind.STAMPED_PUT ? 0 : round;
            for (final int content : CONTENTS) {
                goTo(point, 1 << bit);
                final int version = round == ModelOperation.STORE ? storedVersion() : ModelVersions.ABSENT;
                final ModelReply reply = round == ModelOperation.STORE
                        ? ModelReply.stored(version, content, VERSIONS)
                        : ModelReply.read(content, kind == Kind.GET, VERSIONS);
                machine.onReply(op, replica, attempt, reply, new Checks());
                reached();
            }
            goTo(point, 1 << bit);
            machine.onFailure(op, replica, attempt, ReplicaListener.MAYBE_APPLIED, new Checks());
            reached();
        }
        goTo(point, 0);
        op.nowNs(1);
        machine.onTick(op, new Checks());
        reached();
        goTo(point, 0);
        op.abandon(Decision.CANCELLED, new Checks());
        reached();
    }

    private int storedVersion() {
        return kind == Kind.GET
                ? ModelVersions.of(op.fixed.timestamp, op.fixed.writerId)
                : ModelVersions.of(op.timestamp, op.writerId);
    }

    private void goTo(final Point point, final int ending) {
        point.image.restore(op, IN_PLACE);
        assertEquals(point.image, StateImage.of(op), "what was restored is what was saved");
        outstanding = point.outstanding & ~ending;
        decisions = op.decision == Decision.NONE ? 0 : 1;
        retirements = 0;
    }

    private void reached() {
        assertEquals(op.decision == Decision.NONE ? 0 : 1, decisions, "decisions");
        assertEquals(op.decision != Decision.NONE && outstanding == 0 ? 1 : 0, retirements, "retirements");
        assertFalse(op.decision == Decision.NONE && outstanding == 0, "undecided, but nothing is under way");
        assertFalse(kind == Kind.GET && op.decision == Decision.OK && !op.confirmed, "a get was answered unconfirmed");
        assertEquals(retirements == 1, op.isRetired());
        final Point point = new Point(StateImage.of(op), outstanding);
        if (retirements == 0 && seen.add(point)) {
            open.push(point);
        }
    }

    private final class Checks implements Effects {

        @Override
        public void send(final int replica, final int attempt, final byte sent, final long deadlineNs) {
            assertEquals(0, decisions, "sent after the decision");
            final int round = sent == ReplicaRequest.READ || sent == ReplicaRequest.READ_VERSION
                    ? ModelOperation.READ
                    : ModelOperation.STORE;
            assertEquals(kind == Kind.STAMPED_PUT ? 0 : round, attempt);
            outstanding |= 1 << (2 * replica + round);
        }

        @Override
        public void wakeAt(final long atNs) {
            // A tick may come at any time.
        }

        @Override
        public boolean stamp(final long aboveTimestamp, final long nodeWallMs) {
            op.version(aboveTimestamp + 1, 1);
            return true;
        }

        @Override
        public void decide(final int decision) {
            decisions++;
        }

        @Override
        public void retire() {
            retirements++;
        }
    }
}

package io.quorate.quorum;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One operation as a table: every state that the real machine reaches gets a number, and every event is brought to it once per state.
 *
 * <p>Time is 0 until a get's patience with the silent is over, and 1 from then on; no deadline ever comes.
 */
final class ModelOperation {

    /*
     * Two states count as one only where no later event can tell them apart:
     * - a decided operation sends nothing any more, so that what it was decided with is all that is left of it;
     * - a put in its second phase looks at acknowledgements alone, so that what it read before is forgotten but for its version;
     * - which of several replicas with the same version was first is used only with servers that know no writer ids.
     * LateEventsTest brings the late events, too, and checks that nothing comes of them.
     */
    enum Kind {
        GET,
        /** Reads versions first. */
        PUT,
        /** Is given its version when it begins. */
        STAMPED_PUT
    }

    /**
     * What is the same in all states.
     *
     * @param writer whose puts these are, 1 or 2
     * @param required replies that end the first phase
     * @param confirm holders or acknowledgements that end the second
     */
    record Setting(Kind kind, int writer, int n, int required, int confirm, boolean eventual, ModelVersions versions) {}

    static final int READ = 0;
    static final int STORE = 1;
    static final int NOT_BEGUN = 0;
    static final int TICK = 4;
    static final int UNKNOWN = -1;

    private static final int[] IN_PLACE = {0, 1, 2};
    private static final int REPLY = 8;
    private static final int FAIL = 40;
    private static final int EVENTS = 48;
    private static final int SENDS_SHIFT = 24;
    private static final long BEGIN_NS = 0;
    private static final long PATIENCE_OVER_NS = 1;
    private static final long NEVER_NS = 1_000;
    private static final int NOT_COMPUTED = -1;
    private static final int DECIDED_MARK = -1;
    private static final int STORING_MARK = -2;

    /** How an operation was decided. */
    record Decided(int decision, int found, boolean confirmed, int version, boolean mayHaveApplied) {}

    private final Setting setting;
    private final int[][] permutations;
    private final OperationState op = new OperationState();
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<StateImage> images = new ArrayList<>();
    private final List<Decided> decided = new ArrayList<>();
    private final List<Integer> stored = new ArrayList<>();
    private final List<Boolean> impatient = new ArrayList<>();
    private final List<Boolean> storing = new ArrayList<>();
    private int[] steps = new int[0];
    private int[] renumbered = new int[0];
    private Decided decidedNow;

    ModelOperation(final Setting setting, final int[][] permutations) {
        this.setting = setting;
        this.permutations = permutations;
        add(null, null);
    }

    Setting setting() {
        return setting;
    }

    // ---- events

    static int begin(final int timestamp) {
        return timestamp;
    }

    static int reply(final int replica, final int round, final int content) {
        return REPLY + (replica * 2 + round) * ModelVersions.COUNT + content;
    }

    static int failure(final int replica, final int round) {
        return FAIL + replica * 2 + round;
    }

    // ---- states

    boolean isDecided(final int state) {
        return decided.get(state) != null;
    }

    Decided decided(final int state) {
        return decided.get(state);
    }

    /** The version that this state's stores carry. */
    int storedVersion(final int state) {
        return stored.get(state);
    }

    /** Whether a get waits for the silent before it writes to them. */
    boolean isPatient(final int state) {
        return impatient.get(state);
    }

    /** Whether a put is in its second phase. */
    boolean isStoring(final int state) {
        return storing.get(state);
    }

    int size() {
        return images.size();
    }

    /** The state after an event, in the low bits; above them the sends, a bit per replica and round. */
    int step(final int state, final int event) {
        final int at = state * EVENTS + event;
        if (at >= steps.length) {
            final int before = steps.length;
            steps = Arrays.copyOf(steps, Math.max(at + 1, 2 * before));
            Arrays.fill(steps, before, steps.length, NOT_COMPUTED);
        }
        if (steps[at] == NOT_COMPUTED) {
            steps[at] = compute(state, event);
        }
        return steps[at];
    }

    static int stateOf(final int step) {
        return step & ((1 << SENDS_SHIFT) - 1);
    }

    static int sendsOf(final int step) {
        return step >>> SENDS_SHIFT;
    }

    /** The same state after its replicas were renumbered. */
    int renumbered(final int state, final int permutation) {
        final int at = state * permutations.length + permutation;
        if (at >= renumbered.length) {
            final int before = renumbered.length;
            renumbered = Arrays.copyOf(renumbered, Math.max(at + 1, 2 * before));
            Arrays.fill(renumbered, before, renumbered.length, NOT_COMPUTED);
        }
        if (renumbered[at] == NOT_COMPUTED) {
            final boolean same = images.get(state) == null || isDecided(state);
            if (!same) {
                images.get(state).restore(op, permutations[permutation]);
            }
            renumbered[at] = same ? state : number();
        }
        return renumbered[at];
    }

    /** Checks that renumbering replicas before a step or after it makes no difference, for every step taken so far. */
    void checkSymmetry() {
        final int known = size();
        for (int state = 0; state < known; state++) {
            for (int event = 0; event < EVENTS; event++) {
                final int at = state * EVENTS + event;
                if (at >= steps.length || steps[at] == NOT_COMPUTED) {
                    continue;
                }
                final int step = steps[at];
                for (int p = 0; p < permutations.length; p++) {
                    final int other = step(renumbered(state, p), renumberedEvent(event, permutations[p]));
                    if (stateOf(other) != renumbered(stateOf(step), p)
                            || sendsOf(other) != renumberedSends(sendsOf(step), permutations[p])) {
                        throw new AssertionError("replicas are not alike: state " + state + " event " + event);
                    }
                }
            }
        }
    }

    private static int renumberedEvent(final int event, final int[] to) {
        if (event >= FAIL) {
            final int which = event - FAIL;
            return failure(to[which / 2], which % 2);
        }
        if (event >= REPLY) {
            final int which = (event - REPLY) / ModelVersions.COUNT;
            return reply(to[which / 2], which % 2, (event - REPLY) % ModelVersions.COUNT);
        }
        return event;
    }

    private static int renumberedSends(final int sends, final int[] to) {
        int moved = 0;
        for (int i = 0; i < 2 * to.length; i++) {
            moved |= ((sends >>> i) & 1) << (2 * to[i / 2] + i % 2);
        }
        return moved;
    }

    // ---- the real machine

    private QuorumMachine machine() {
        return switch (setting.kind()) {
            case GET -> GetMachine.INSTANCE;
            case PUT -> LinearizablePutMachine.INSTANCE;
            case STAMPED_PUT -> PutMachine.INSTANCE;
        };
    }

    private int compute(final int state, final int event) {
        final Recorder out = new Recorder();
        if (event < TICK) {
            reset(event);
            machine().begin(op, out);
        } else {
            images.get(state).restore(op, IN_PLACE);
            if (event == TICK) {
                op.nowNs(PATIENCE_OVER_NS);
                machine().onTick(op, out);
            } else if (event >= FAIL) {
                final int which = event - FAIL;
                machine().onFailure(op, which / 2, attempt(which % 2), ReplicaListener.MAYBE_APPLIED, out);
            } else {
                final int which = (event - REPLY) / ModelVersions.COUNT;
                final int content = (event - REPLY) % ModelVersions.COUNT;
                machine().onReply(op, which / 2, attempt(which % 2), answer(which % 2, content), out);
            }
        }
        return number() | out.sends << SENDS_SHIFT;
    }

    private void reset(final int timestamp) {
        op.reset(setting.n(), setting.required(), setting.confirm(), setting.eventual(), 0);
        op.limits(NEVER_NS, NEVER_NS, 1, 1, 1, PATIENCE_OVER_NS - BEGIN_NS);
        op.nowNs(BEGIN_NS);
        for (int i = 0; i < setting.n(); i++) {
            op.replica(i, 0, true, false, false);
        }
        if (setting.kind() == Kind.STAMPED_PUT) {
            op.version(timestamp, setting.writer());
        }
    }

    private ReplicaReply answer(final int round, final int content) {
        final ModelVersions versions = setting.versions();
        if (round == STORE) {
            return ModelReply.stored(storedVersion(), content, versions);
        }
        return ModelReply.read(content, setting.kind() == Kind.GET, versions);
    }

    /** Every replica is asked once per phase, in the order of the phases. */
    private int attempt(final int round) {
        return setting.kind() == Kind.STAMPED_PUT ? 0 : round;
    }

    private int storedVersion() {
        if (setting.kind() == Kind.GET) {
            return op.fixed.isKnown() ? versionOf(op.fixed) : ModelVersions.ABSENT;
        }
        return op.timestamp == 0 ? ModelVersions.ABSENT : ModelVersions.of(op.timestamp, op.writerId);
    }

    private static int versionOf(final Held held) {
        return held.result == ReplicaReply.ABSENT
                ? ModelVersions.ABSENT
                : ModelVersions.of(held.timestamp, held.writerId);
    }

    // ---- numbers of states

    private int number() {
        if (!op.ignoreWriters) {
            op.candidateReplica = 0;
        }
        final Decided end = op.decision == Decision.NONE ? null : decidedNow;
        final Object key;
        if (end != null) {
            key = List.of(DECIDED_MARK, end);
        } else if (op.storing) {
            final List<Integer> acks = new ArrayList<>();
            for (int i = 0; i < setting.n(); i++) {
                acks.add((int) op.store.status[i]);
            }
            key = List.of(STORING_MARK, storedVersion(), acks);
        } else {
            key = StateImage.of(op);
        }
        final Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        numbers.put(key, images.size());
        return add(StateImage.of(op), end);
    }

    private int add(final StateImage image, final Decided end) {
        final int number = images.size();
        images.add(image);
        decided.add(end);
        stored.add(image == null ? ModelVersions.ABSENT : storedVersion());
        impatient.add(image != null && end == null && op.candidateFixed && op.silentAtNs - op.nowNs > 0);
        storing.add(image != null && end == null && op.storing);
        return number;
    }

    /** Taken at the decision, because an operation that retires at once goes on to what read repair may spread. */
    private Decided atDecision() {
        final boolean isGet = setting.kind() == Kind.GET;
        final int found = isGet && op.decision == Decision.OK ? versionOf(op.candidate) : UNKNOWN;
        if (found != UNKNOWN) {
            final ModelVersions versions = setting.versions();
            if (op.candidate.result != versions.result(found)
                    || !Arrays.equals(op.value.toByteArray(), versions.value(found))) {
                throw new AssertionError("a get answers what was not written under version " + found);
            }
        }
        return new Decided(op.decision, found, op.confirmed, storedVersion(), op.mayHaveApplied());
    }

    /** What the machine wanted done in one step. */
    private final class Recorder implements Effects {

        private int sends;
        private int decisions;

        @Override
        public void send(final int replica, final int attempt, final byte kind, final long deadlineNs) {
            final int round = kind == ReplicaRequest.READ || kind == ReplicaRequest.READ_VERSION ? READ : STORE;
            final int bit = 1 << (replica * 2 + round);
            if (attempt != attempt(round) || (sends & bit) != 0 || decisions > 0) {
                throw new AssertionError("an unexpected send: attempt " + attempt + " of round " + round);
            }
            sends |= bit;
        }

        @Override
        public void wakeAt(final long atNs) {
            // Every tick that matters is an event of the search.
        }

        @Override
        public boolean stamp(final long aboveTimestamp, final long nodeWallMs) {
            op.version(aboveTimestamp + 1, setting.writer());
            return true;
        }

        @Override
        public void decide(final int decision) {
            if (++decisions > 1) {
                throw new AssertionError("decided twice in one step");
            }
            decidedNow = atDecision();
        }

        @Override
        public void retire() {
            if (op.decision == Decision.NONE) {
                throw new AssertionError("retired before it was decided");
            }
        }
    }
}

package io.quorate.quorum;

import io.quorate.quorum.ModelOperation.Decided;
import io.quorate.quorum.ModelOperation.Kind;
import io.quorate.testkit.check.History;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation;
import io.quorate.testkit.check.ZoneChecker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Goes through every order in which the messages of a few operations on one key can be handled, with at most one replica that stops
 * answering at any moment, and checks every history that comes of it.
 *
 * <p>Operations begin in any order and at any time. A message takes any time, so that a lost one is one that is late for ever. The send
 * to a replica that has stopped may fail at any later time, or never.
 *
 * <p>Sources: P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", LNCS 1032, 1996, for what may be left out;
 * C. N. Ip, D. Dill, "Better Verification Through Symmetry", FMSD 9, 1996, for replicas that are alike.
 */
final class OrderSearch {

    /*
     * A state is two longs. First: 16 bits per operation, the number of its state; 6 bits, which operation was over before which began;
     * 2 bits, the replica that has stopped. Second: 3 bits per operation, replica and phase: 0 nothing under way, 1 a request, 2 + v a
     * reply with content v, 7 a request that was given up; 9 bits, the version that each replica holds.
     *
     * Left out, because nobody can notice them: replies to operations that are decided, and to the first phase of a put that is in its
     * second; stores that would change nothing and whose answer nobody awaits; how long an acknowledgement that does not decide is under
     * way, unless it may be given up. Replicas are interchangeable (ModelOperation checks that), so of the states that differ by their
     * numbering the least one stands for all.
     */
    static final int N = 3;

    private static final int MAX_OPERATIONS = 3;
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    private static final int STATE_BITS = 16;
    private static final long STATE_MASK = (1L << STATE_BITS) - 1;
    private static final int ORDER_SHIFT = MAX_OPERATIONS * STATE_BITS;
    private static final int ORDER_BITS = 6;
    private static final int STOPPED_SHIFT = ORDER_SHIFT + ORDER_BITS;
    private static final int MESSAGE_BITS = 3;
    private static final int MESSAGE_MASK = 7;
    private static final int REPLICA_BITS = 2 * MESSAGE_BITS;
    private static final int OPERATION_BITS = N * REPLICA_BITS;
    private static final int HELD_SHIFT = MAX_OPERATIONS * OPERATION_BITS;
    private static final int NOTHING = 0;
    private static final int REQUEST = 1;
    private static final int ANSWER = 2;
    /** A store that its sender has given up. */
    private static final int ORPHAN = 7;

    private static final int MAX_DEPTH = 64;
    private static final String KEY = "key";

    /** An order of events after which something is wrong. */
    static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1;

        Found(final String message) {
            super(message);
        }
    }

    /** When stamped puts get which version. */
    enum Clocks {
        /** In the order in which they begin. */
        PERFECT,
        /** The first writer's clock is ahead of the second's. */
        APART
    }

    private final ModelOperation[] operations;
    private final int writeQuorum;
    private boolean mayStop = true;
    private boolean mayGiveUp;
    private boolean hasty = true;
    private boolean symmetric = true;
    private boolean demandConfirmed = true;
    private boolean valuesOnly;
    private Clocks clocks = Clocks.PERFECT;

    private final StateSet seen = new StateSet();
    private final Map<Long, String> histories = new HashMap<>();
    private final String[] trace = new String[MAX_DEPTH];
    private long transitions;

    OrderSearch(final int writeQuorum, final ModelOperation.Setting... settings) {
        this.writeQuorum = writeQuorum;
        this.operations = new ModelOperation[settings.length];
        for (int i = 0; i < settings.length; i++) {
            operations[i] = new ModelOperation(settings[i], PERMUTATIONS);
        }
    }

    // ---- settings

    OrderSearch nobodyStops() {
        mayStop = false;
        return this;
    }

    /** Replicas keep their numbers, so that the events of a finding can be followed. */
    OrderSearch numbered() {
        symmetric = false;
        return this;
    }

    /** Any send may fail at any time, in doubt: what was sent may still arrive. */
    OrderSearch anySendMayBeGivenUp() {
        mayGiveUp = true;
        return this;
    }

    /** Without symmetry, and with acknowledgements that take their time. */
    OrderSearch unreduced() {
        symmetric = false;
        hasty = false;
        return this;
    }

    OrderSearch unconfirmedGetsAllowed() {
        demandConfirmed = false;
        return this;
    }

    /** Histories are judged by the values that gets found, not by the order of versions. */
    OrderSearch valuesOnly() {
        valuesOnly = true;
        return this;
    }

    OrderSearch clocks(final Clocks newClocks) {
        clocks = newClocks;
        return this;
    }

    // ---- results

    long states() {
        return seen.size();
    }

    long transitions() {
        return transitions;
    }

    /** Complete histories that differ in what their callers saw. */
    Set<String> histories() {
        return new TreeSet<>(histories.values());
    }

    /**
     * Searches everything.
     *
     * @throws Found at the first thing that is wrong
     */
    void run() {
        visit(0, 0, 0);
        for (final ModelOperation operation : operations) {
            operation.checkSymmetry();
        }
    }

    // ---- the search

    private void visit(final long anyA, final long anyB, final int depth) {
        long a = anyA;
        long b = anyB;
        if (symmetric) {
            for (int p = 1; p < PERMUTATIONS.length; p++) {
                final long otherA = renumberedA(anyA, p);
                final long otherB = renumberedB(anyB, PERMUTATIONS[p]);
                if (otherA < a || (otherA == a && otherB < b)) {
                    a = otherA;
                    b = otherB;
                }
            }
        }
        if (!seen.add(a, b)) {
            return;
        }
        int undecided = 0;
        for (int i = 0; i < operations.length; i++) {
            undecided += operations[i].isDecided(state(a, i)) ? 0 : 1;
        }
        if (undecided == 0) {
            checkHistory(a, depth);
            return;
        }
        final long before = transitions;
        for (int i = 0; i < operations.length; i++) {
            eventsOf(i, a, b, depth);
        }
        if (transitions == before) {
            throw found(depth, "nothing is under way, but not every operation is decided");
        }
        if (mayStop && stopped(a) == 0) {
            for (int replica = 0; replica < N; replica++) {
                next(a | (long) (replica + 1) << STOPPED_SHIFT, b, depth, "replica " + replica + " stops");
            }
        }
    }

    private void next(final long a, final long b, final int depth, final String event) {
        transitions++;
        trace[depth] = event;
        visit(a, cleaned(a, b), depth + 1);
    }

    private void eventsOf(final int i, final long a, final long b, final int depth) {
        final ModelOperation operation = operations[i];
        final int state = state(a, i);
        if (state == ModelOperation.NOT_BEGUN) {
            begin(i, a, b, depth);
            return;
        }
        if (operation.isPatient(state)) {
            step(i, ModelOperation.TICK, a, b, depth, "patience is over");
        }
        final boolean decided = operation.isDecided(state);
        for (int replica = 0; replica < N; replica++) {
            final boolean answers = stopped(a) != replica + 1;
            for (int round = 0; round < 2; round++) {
                final int message = message(b, i, replica, round);
                if (message == REQUEST && answers) {
                    handle(i, replica, round, a, b, depth);
                }
                if (message == ORPHAN) {
                    final String event = name(i) + " is stored late at replica " + replica;
                    final long stored = withHeld(b, replica, operation.storedVersion(state));
                    next(a, with(stored, i, replica, round, NOTHING), depth, event);
                } else if (message >= ANSWER) {
                    final int event = ModelOperation.reply(replica, round, message - ANSWER);
                    step(i, event, a, with(b, i, replica, round, NOTHING), depth, "hears replica " + replica);
                }
                if (message != NOTHING && message != ORPHAN && (mayGiveUp || !answers) && !decided) {
                    final int event = ModelOperation.failure(replica, round);
                    final int left = round == ModelOperation.STORE && message == REQUEST ? ORPHAN : NOTHING;
                    step(i, event, a, with(b, i, replica, round, left), depth, "gives up replica " + replica);
                }
            }
        }
    }

    private void begin(final int i, final long a, final long b, final int depth) {
        long begun = a;
        int puts = 0;
        for (int other = 0; other < operations.length; other++) {
            if (operations[other].isDecided(state(a, other))) {
                begun |= 1L << (ORDER_SHIFT + pair(other, i));
            }
            if (state(a, other) != ModelOperation.NOT_BEGUN
                    && operations[other].setting().kind() != Kind.GET) {
                puts++;
            }
        }
        final int timestamp = clocks == Clocks.PERFECT
                ? puts + 1
                : ModelVersions.WRITERS + 1 - operations[i].setting().writer();
        step(i, ModelOperation.begin(timestamp), begun, b, depth, "begins");
    }

    /** A replica handles a request: that is one indivisible moment. */
    private void handle(final int i, final int replica, final int round, final long a, final long b, final int depth) {
        final ModelOperation operation = operations[i];
        final int state = state(a, i);
        final int held = held(b, replica);
        if (round == ModelOperation.READ) {
            next(a, with(b, i, replica, round, ANSWER + held), depth, name(i) + " is read at replica " + replica);
            return;
        }
        final int version = operation.storedVersion(state);
        final long stored = version > held ? withHeld(b, replica, version) : b;
        final String event = name(i) + " is stored at replica " + replica;
        if (operation.isDecided(state)) {
            throw new AssertionError("nobody waits for this store: it is an orphan");
        } else if (!operation.isStoring(state)) {
            next(a, with(stored, i, replica, round, ANSWER + held), depth, event);
        } else {
            // What an acknowledgement says of earlier versions is for the caller only.
            final int acknowledged = ModelOperation.reply(replica, round, ModelVersions.ABSENT);
            final int after = ModelOperation.stateOf(operation.step(state, acknowledged));
            if (operation.isDecided(after) || mayGiveUp || !hasty) {
                next(a, with(stored, i, replica, round, ANSWER), depth, event);
            } else {
                final long b2 = with(stored, i, replica, round, NOTHING);
                step(i, acknowledged, a, b2, depth, "is stored at, and hears replica " + replica);
            }
        }
    }

    private void step(
            final int i, final int event, final long a, final long b, final int depth, final String description) {
        final ModelOperation operation = operations[i];
        final int step = operation.step(state(a, i), event);
        final int after = ModelOperation.stateOf(step);
        if (after > STATE_MASK) {
            throw new AssertionError("more states of one operation than " + STATE_BITS + " bits can number");
        }
        long sent = b;
        final int sends = ModelOperation.sendsOf(step);
        for (int bit = 0; bit < 2 * N; bit++) {
            if ((sends & (1 << bit)) != 0) {
                sent = with(sent, i, bit / 2, bit % 2, REQUEST);
            }
        }
        final String named = name(i) + ' ' + description;
        trace[depth] = named;
        if (operation.isDecided(after)) {
            checkDecision(operation, operation.decided(after), sent, depth);
        }
        next(withState(a, i, after), sent, depth, named);
    }

    /** Takes away what nobody can notice. */
    private long cleaned(final long a, final long b) {
        long clean = b;
        boolean over = true;
        for (int i = 0; i < operations.length; i++) {
            final int state = state(a, i);
            final boolean decided = operations[i].isDecided(state);
            over &= decided;
            for (int replica = 0; replica < N; replica++) {
                if (decided || operations[i].isStoring(state)) {
                    clean = with(clean, i, replica, ModelOperation.READ, NOTHING);
                }
                clean = with(clean, i, replica, ModelOperation.STORE, cleanedStore(i, replica, a, b));
            }
        }
        return over ? 0 : clean;
    }

    private int cleanedStore(final int i, final int replica, final long a, final long b) {
        final int message = message(b, i, replica, ModelOperation.STORE);
        final boolean unheard = message == ORPHAN || operations[i].isDecided(state(a, i));
        if (!unheard || message == NOTHING) {
            return message;
        }
        final boolean changes = (message == ORPHAN || message == REQUEST)
                && stopped(a) != replica + 1
                && operations[i].storedVersion(state(a, i)) > held(b, replica);
        return changes ? ORPHAN : NOTHING;
    }

    // ---- what is checked

    private void checkDecision(final ModelOperation operation, final Decided decided, final long b, final int depth) {
        final ModelOperation.Setting setting = operation.setting();
        if (decided.decision() != Decision.OK) {
            return;
        }
        final boolean isGet = setting.kind() == Kind.GET;
        final int version = isGet ? decided.found() : decided.version();
        if (!demandConfirmed || version == ModelVersions.ABSENT) {
            return;
        }
        int holders = 0;
        for (int replica = 0; replica < N; replica++) {
            holders += held(b, replica) >= version ? 1 : 0;
        }
        final int needed = isGet ? Math.max(setting.required(), N - setting.required() + 1) : writeQuorum;
        if (isGet && !decided.confirmed()) {
            throw found(depth + 1, "GET was answered unconfirmed, with " + holders + " replicas that hold its version");
        }
        if (holders < needed) {
            throw found(
                    depth + 1,
                    setting.kind() + " was answered while " + holders + " replicas held its version, not " + needed);
        }
    }

    private void checkHistory(final long a, final int depth) {
        long name = (a >>> ORDER_SHIFT) & ((1L << ORDER_BITS) - 1);
        for (int i = 0; i < operations.length; i++) {
            name = name << STATE_BITS | state(a, i);
        }
        if (histories.containsKey(name)) {
            return;
        }
        final History history = historyOf(a);
        histories.put(name, history.operations().toString());
        final List<Violation> violations =
                valuesOnly ? ZoneChecker.check(KEY, history.operations()) : history.checkLinearizable();
        if (!violations.isEmpty()) {
            throw found(depth, violations.toString());
        }
    }

    /** Puts times to what was over before what: operations with the same predecessors begin together. */
    private History historyOf(final long a) {
        final int count = operations.length;
        final int[] predecessors = new int[count];
        for (int i = 0; i < count; i++) {
            for (int other = 0; other < count; other++) {
                if (other != i && (a >>> (ORDER_SHIFT + pair(other, i)) & 1) != 0) {
                    predecessors[i]++;
                }
            }
        }
        final History history = new History();
        for (int i = 0; i < count; i++) {
            int endsBefore = count + 1;
            for (int other = 0; other < count; other++) {
                if (other != i && (a >>> (ORDER_SHIFT + pair(i, other)) & 1) != 0) {
                    endsBefore = Math.min(endsBefore, predecessors[other]);
                }
            }
            history.add(operation(i, operations[i].decided(state(a, i)), 2L * predecessors[i], 2L * endsBefore - 1));
        }
        return history;
    }

    private Operation operation(final int i, final Decided decided, final long fromNs, final long toNs) {
        final ModelOperation.Setting setting = operations[i].setting();
        final ModelVersions versions = setting.versions();
        final boolean ok = decided.decision() == Decision.OK;
        if (setting.kind() == Kind.GET) {
            final int found = ok ? decided.found() : ModelVersions.ABSENT;
            return new Operation(
                    i,
                    KEY,
                    Operation.Kind.GET,
                    textOf(versions.value(found)),
                    found == ModelVersions.ABSENT ? null : ModelVersions.version(found),
                    fromNs,
                    toNs,
                    ok ? Operation.End.OK : Operation.End.FAILED);
        }
        final int version = decided.version();
        final String value = version == ModelVersions.ABSENT ? "never sent " + i : textOf(versions.value(version));
        return new Operation(
                i,
                KEY,
                value == null ? Operation.Kind.DELETE : Operation.Kind.PUT,
                value,
                version == ModelVersions.ABSENT ? null : ModelVersions.version(version),
                fromNs,
                toNs,
                ok ? Operation.End.OK : decided.mayHaveApplied() ? Operation.End.INDETERMINATE : Operation.End.FAILED);
    }

    private static String textOf(final byte[] value) {
        return value.length == 0 ? null : new String(value, StandardCharsets.US_ASCII);
    }

    private Found found(final int depth, final String what) {
        final List<String> lines = new ArrayList<>();
        lines.add(what);
        for (int i = 0; i < depth; i++) {
            lines.add((i + 1) + ". " + trace[i]);
        }
        return new Found(String.join(System.lineSeparator() + "  ", lines));
    }

    private String name(final int i) {
        return operations[i].setting().kind() + " " + i;
    }

    // ---- bits

    private static int state(final long a, final int i) {
        return (int) (a >>> (i * STATE_BITS) & STATE_MASK);
    }

    private static long withState(final long a, final int i, final int state) {
        return (a & ~(STATE_MASK << (i * STATE_BITS))) | (long) state << (i * STATE_BITS);
    }

    /** The bit that says that one operation was over before another began. */
    private static int pair(final int first, final int second) {
        return first * (MAX_OPERATIONS - 1) + (second > first ? second - 1 : second);
    }

    /** The replica that has stopped, counted from 1; 0 for none. */
    private static int stopped(final long a) {
        return (int) (a >>> STOPPED_SHIFT);
    }

    private static int messageShift(final int i, final int replica, final int round) {
        return i * OPERATION_BITS + replica * REPLICA_BITS + round * MESSAGE_BITS;
    }

    private static int message(final long b, final int i, final int replica, final int round) {
        return (int) (b >>> messageShift(i, replica, round)) & MESSAGE_MASK;
    }

    private static long with(final long b, final int i, final int replica, final int round, final int message) {
        final int shift = messageShift(i, replica, round);
        return (b & ~((long) MESSAGE_MASK << shift)) | (long) message << shift;
    }

    private static int held(final long b, final int replica) {
        return (int) (b >>> (HELD_SHIFT + replica * MESSAGE_BITS)) & MESSAGE_MASK;
    }

    private static long withHeld(final long b, final int replica, final int version) {
        final int shift = HELD_SHIFT + replica * MESSAGE_BITS;
        return (b & ~((long) MESSAGE_MASK << shift)) | (long) version << shift;
    }

    private long renumberedA(final long a, final int permutation) {
        long moved = a & (((1L << ORDER_BITS) - 1) << ORDER_SHIFT);
        for (int i = 0; i < operations.length; i++) {
            moved |= (long) operations[i].renumbered(state(a, i), permutation) << (i * STATE_BITS);
        }
        final int stopped = stopped(a);
        return stopped == 0 ? moved : moved | (long) (PERMUTATIONS[permutation][stopped - 1] + 1) << STOPPED_SHIFT;
    }

    private static long renumberedB(final long b, final int[] to) {
        long moved = 0;
        for (int replica = 0; replica < N; replica++) {
            for (int i = 0; i < MAX_OPERATIONS; i++) {
                final long column = b >>> (i * OPERATION_BITS + replica * REPLICA_BITS) & ((1 << REPLICA_BITS) - 1);
                moved |= column << (i * OPERATION_BITS + to[replica] * REPLICA_BITS);
            }
            moved |= (long) held(b, replica) << (HELD_SHIFT + to[replica] * MESSAGE_BITS);
        }
        return moved;
    }
}

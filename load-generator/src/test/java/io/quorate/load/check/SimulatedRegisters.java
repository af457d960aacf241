package io.quorate.load.check;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.PlannedOperations;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Many clients on a few keys, on simulated time: operations overlap, fail, end without taking place, and take place long after they have ended.
 *
 * <p>An operation takes place between its begin and its end; a write that failed does so then, later, or never.
 */
final class SimulatedRegisters {

    /** What a read may return. */
    enum Kind {
        /** What was written last. */
        ATOMIC,

        /** A write needs a while, in which each read may return it or what was there before. */
        REGULAR,

        /** Some read now and then returns what was overwritten long ago. */
        FORGETFUL,

        /** Anything that was ever written to the key, even nothing. */
        CHAOTIC
    }

    static final int RUN = 99;
    static final long NOTHING = Long.MIN_VALUE;

    private static final int CLIENTS = 24;
    private static final int LATE = 16;
    private static final int OPEN = 4;
    private static final int LAST_VALUES = 8;
    private static final int START = 0;
    private static final int EFFECT = 1;
    private static final int COMMIT = 2;
    private static final int END = 3;
    private static final int SLOT_BITS = 8;
    private static final int KIND_BITS = 2;

    private final Kind kind;
    private final int keys;
    private final RegisterCheck check;
    private final History history;
    private final SplittableRandom random;
    private final EventQueue events = new EventQueue(4 * (CLIENTS + LATE));
    private final Values bytes = new Values();

    private final PlannedOperation[] operations = new PlannedOperation[CLIENTS];
    private final long[] tokens = new long[CLIENTS];
    private final Outcome[] outcomes = new Outcome[CLIENTS];
    private final long[] found = new long[CLIENTS];

    /** What a client or a late write writes, and where. */
    private final long[] written = new long[CLIENTS + LATE];

    private final int[] writtenTo = new int[CLIENTS + LATE];
    private final boolean[] lateInUse = new boolean[CLIENTS + LATE];

    private final long[] values;
    private final long[][] open;
    private final long[][] before;
    private final int[] beforeCount;
    private long nowNs;
    private long next;
    private long overlapping;

    SimulatedRegisters(
            final Kind kind, final int keys, final RegisterCheck check, final History history, final long seed) {
        this.kind = kind;
        this.keys = keys;
        this.check = check;
        this.history = history;
        this.random = new SplittableRandom(seed);
        this.values = new long[keys];
        this.open = new long[keys][OPEN];
        this.before = new long[keys][LAST_VALUES];
        this.beforeCount = new int[keys];
        for (int key = 0; key < keys; key++) {
            Arrays.fill(open[key], NOTHING - 1);
            set(key, -1L - key);
        }
        for (int i = 0; i < CLIENTS; i++) {
            operations[i] = PlannedOperations.empty();
            events.add(event(1 + random.nextInt(100), START, i));
        }
    }

    /** Makes so many operations. */
    void run(final long count) {
        while (next < count) {
            final long event = events.remove();
            nowNs = event >>> (SLOT_BITS + KIND_BITS);
            final int slot = (int) event & ((1 << SLOT_BITS) - 1);
            switch ((int) (event >>> SLOT_BITS) & ((1 << KIND_BITS) - 1)) {
                case START -> start(slot);
                case EFFECT -> effect(slot);
                case COMMIT -> commit(slot);
                default -> end(slot);
            }
        }
    }

    /** How many reads returned a write that had not ended. */
    long overlapping() {
        return overlapping;
    }

    private void start(final int client) {
        PlannedOperations.fill(operations[client], next++, type(), key());
        begin(client);
    }

    private OperationType type() {
        final int draw = random.nextInt(100);
        return draw < 55
                ? OperationType.GET
                : draw < 85 ? OperationType.PUT : draw < 92 ? OperationType.DELETE : OperationType.RMW;
    }

    /** The first keys most. */
    private int key() {
        final double draw = random.nextDouble();
        return (int) (draw * draw * keys);
    }

    private void begin(final int client) {
        final PlannedOperation operation = operations[client];
        tokens[client] = check.begin(operation, nowNs);
        history.begin(operation, nowNs);
        final long endNs = nowNs + 1 + random.nextInt(1_000);
        final boolean isGet = operation.action() == OperationType.GET;
        outcomes[client] = Outcome.OK;
        written[client] = operation.action() == OperationType.DELETE ? NOTHING : operation.index();
        writtenTo[client] = operation.keyIndex();
        final int draw = random.nextInt(100);
        if (draw < 3) {
            outcomes[client] = draw == 0 ? Outcome.UNFINISHED : Outcome.TIMEOUT;
            if (!isGet && random.nextInt(3) > 0) {
                late(client, endNs);
                return;
            }
        }
        takePlace(client, nowNs, endNs);
        events.add(event(endNs, END, client));
    }

    private void takePlace(final int slot, final long fromNs, final long toNs) {
        final long effectNs = fromNs + random.nextLong(toNs - fromNs + 1);
        events.add(event(effectNs, EFFECT, slot));
        if (kind == Kind.REGULAR && (slot >= CLIENTS || operations[slot].action() != OperationType.GET)) {
            events.add(event(effectNs + random.nextLong(toNs - effectNs + 1), COMMIT, slot));
        }
    }

    /** It ends without having taken place; half of those do so later. */
    private void late(final int client, final long endNs) {
        events.add(event(endNs, END, client));
        final int slot = CLIENTS + random.nextInt(LATE);
        if (!lateInUse[slot] && random.nextBoolean()) {
            lateInUse[slot] = true;
            written[slot] = written[client];
            writtenTo[slot] = writtenTo[client];
            takePlace(slot, endNs, endNs + 20_000);
        }
    }

    private void effect(final int slot) {
        if (slot < CLIENTS && operations[slot].action() == OperationType.GET) {
            found[slot] = read(operations[slot].keyIndex());
        } else if (kind == Kind.REGULAR) {
            open[writtenTo[slot]][random.nextInt(OPEN)] = written[slot];
        } else {
            set(writtenTo[slot], written[slot]);
            lateInUse[slot] = false;
        }
    }

    private void commit(final int slot) {
        final int key = writtenTo[slot];
        set(key, written[slot]);
        for (int i = 0; i < OPEN; i++) {
            if (open[key][i] == written[slot]) {
                open[key][i] = NOTHING - 1;
            }
        }
        lateInUse[slot] = false;
    }

    private void set(final int key, final long value) {
        values[key] = value;
        before[key][beforeCount[key]++ % LAST_VALUES] = value;
    }

    private long read(final int key) {
        return switch (kind) {
            case ATOMIC -> values[key];
            case REGULAR -> {
                final long opened = open[key][random.nextInt(OPEN)];
                yield opened == NOTHING - 1 || random.nextBoolean() ? values[key] : opened;
            }
            case FORGETFUL -> random.nextInt(1_000) == 0 ? old(key) : values[key];
            case CHAOTIC -> random.nextInt(10) == 0 ? NOTHING : old(key);
        };
    }

    private long old(final int key) {
        return before[key][random.nextInt(Math.min(LAST_VALUES, beforeCount[key]))];
    }

    private void end(final int client) {
        final PlannedOperation operation = operations[client];
        final Outcome outcome = outcomes[client];
        if (outcome != Outcome.UNFINISHED) {
            final boolean isGet = operation.action() == OperationType.GET && outcome == Outcome.OK;
            if (isGet && found[client] != NOTHING) {
                overlapping += found[client] >= 0 && isUnderWay(found[client]) ? 1 : 0;
                final int key = operation.keyIndex();
                check.onValue(operation, tokens[client], bytes.of(RUN, found[client], key), 0, Values.BYTES);
            }
            final boolean isAbsent = isGet && found[client] == NOTHING;
            check.onEnd(operation, tokens[client], isAbsent ? Outcome.ABSENT : outcome, nowNs);
            history.end(operation, outcome, found[client], nowNs);
            if (outcome == Outcome.OK && operation.nextStep()) {
                begin(client);
                return;
            }
        }
        events.add(event(nowNs + random.nextInt(200), START, client));
    }

    private boolean isUnderWay(final long write) {
        for (int i = 0; i < CLIENTS; i++) {
            if (operations[i].index() == write && operations[i].action() == OperationType.PUT) {
                return true;
            }
        }
        return false;
    }

    private static long event(final long atNs, final int kind, final int slot) {
        return (atNs << KIND_BITS | kind) << SLOT_BITS | slot;
    }

    /** What happened, for those who want to know all of it. */
    interface History {

        History NONE = new History() {
            @Override
            public void begin(final PlannedOperation operation, final long nowNs) {}

            @Override
            public void end(
                    final PlannedOperation operation, final Outcome outcome, final long found, final long nowNs) {}
        };

        void begin(PlannedOperation operation, long nowNs);

        void end(PlannedOperation operation, Outcome outcome, long found, long nowNs);
    }
}

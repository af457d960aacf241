package io.quorate.testkit.check;

import static io.quorate.testkit.check.Histories.KEY;
import static io.quorate.testkit.check.Histories.version;

import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Makes histories of one key by seed. */
final class RandomHistories {

    private static final int MOST_OPERATIONS = 7;
    private static final int TIMES = 12;
    private static final int STATES = 4;

    private static final double WRITE = 0.4;
    private static final double DELETE = 0.2;
    private static final double IN_DOUBT = 0.1;
    private static final double NEVER_HAPPENS = 0.5;
    private static final int LONGEST_NS = 40;
    private static final int LATEST_EFFECT_NS = 400;

    /** An operation of which only the answer is missing, and the moment at which a register handled it. */
    private record Planned(int client, Kind kind, long fromNs, long atNs, long toNs, End end)
            implements Comparable<Planned> {
        @Override
        public int compareTo(final Planned other) {
            return Long.compare(atNs, other.atNs);
        }
    }

    private RandomHistories() {}

    /** A few operations at any times with any answers. */
    static List<Operation> chaotic(final SeededRandom random) {
        final List<Operation> history = new ArrayList<>();
        final int operations = 2 + random.below(MOST_OPERATIONS - 1);
        final int writes = 1 + random.below(Math.min(STATES, operations));
        for (int i = 0; i < operations; i++) {
            final long from = random.below(TIMES);
            final long to = from + random.below(TIMES / 2);
            if (i < writes) {
                final End end = End.values()[Math.max(0, random.below(6) - 3)];
                history.add(
                        random.below(3) == 0
                                ? new Operation(0, KEY, Kind.DELETE, null, version(i), from, to, end)
                                : new Operation(0, KEY, Kind.PUT, "v" + i, version(i), from, to, end));
            } else {
                history.add(randomGet(random, history.subList(0, writes), from, to));
            }
        }
        return history;
    }

    private static Operation randomGet(
            final SeededRandom random, final List<Operation> writes, final long from, final long to) {
        final int found = random.below(writes.size() + 1) - 1;
        return found < 0
                ? Histories.getAbsent(from, to)
                : new Operation(1, KEY, Kind.GET, writes.get(found).value(), version(found), from, to, End.OK);
    }

    /**
     * What clients see that work on a real register, each on one operation at a time: linearizable in the order of versions. Some writes
     * are in doubt, and happen late or never.
     */
    static List<Operation> ofRegister(final SeededRandom random, final int clients, final int operations) {
        final long[] nowNs = new long[clients];
        final PriorityQueue<Planned> planned = new PriorityQueue<>();
        for (int i = 0; i < operations; i++) {
            final int client = random.below(clients);
            final long fromNs = nowNs[client] + random.below(LONGEST_NS);
            final long toNs = fromNs + 1 + random.below(LONGEST_NS);
            nowNs[client] = toNs;
            final Kind kind = !random.chance(WRITE) ? Kind.GET : random.chance(DELETE) ? Kind.DELETE : Kind.PUT;
            final boolean inDoubt = kind != Kind.GET && random.chance(IN_DOUBT);
            final long latestNs = inDoubt ? fromNs + LATEST_EFFECT_NS : toNs;
            final long atNs =
                    inDoubt && random.chance(NEVER_HAPPENS) ? Operation.NEVER : random.between(fromNs, latestNs);
            planned.add(new Planned(client, kind, fromNs, atNs, toNs, inDoubt ? End.INDETERMINATE : End.OK));
        }
        final List<Operation> history = new ArrayList<>();
        Operation held = null;
        for (Planned next = planned.poll(); next != null; next = planned.poll()) {
            final int rank = history.size() + 1;
            final Operation operation = next.kind() == Kind.GET
                    ? answered(next, held)
                    : new Operation(
                            next.client(),
                            KEY,
                            next.kind(),
                            next.kind() == Kind.PUT ? "v" + rank : null,
                            version(rank),
                            next.fromNs(),
                            next.toNs(),
                            next.end());
            held = operation.isWrite() && next.atNs() != Operation.NEVER ? operation : held;
            history.add(operation);
        }
        return history;
    }

    private static Operation answered(final Planned get, final Operation held) {
        return new Operation(
                get.client(),
                KEY,
                Kind.GET,
                held == null ? null : held.value(),
                held == null ? null : held.version(),
                get.fromNs(),
                get.toNs(),
                End.OK);
    }

    /** The same history, in which some gets found what another get or write near them showed. */
    static List<Operation> withWrongAnswers(final SeededRandom random, final List<Operation> history, final int count) {
        final List<Operation> broken = new ArrayList<>(history);
        for (int i = 0; i < count; i++) {
            final int at = random.below(broken.size());
            final Operation get = broken.get(at);
            final Operation other = broken.get(Math.max(0, Math.min(broken.size() - 1, at - 6 + random.below(13))));
            if (!get.isWrite()) {
                broken.set(
                        at,
                        new Operation(
                                get.client(),
                                KEY,
                                Kind.GET,
                                other.value(),
                                other.version(),
                                get.invokedNs(),
                                get.returnedNs(),
                                End.OK));
            }
        }
        return broken;
    }
}

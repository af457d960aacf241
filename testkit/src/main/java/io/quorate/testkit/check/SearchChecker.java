package io.quorate.testkit.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether the operations on a key are linearizable as a register, by searching for an order of them that a register could have
 * had: slower than {@link ZoneChecker}, by a wholly different way, and from the definition alone. Written values need not be unique.
 *
 * <p><b>Uncertain ends.</b> A get that failed and a write that was not applied are left out. An indeterminate write whose state no get
 * found is left out too, since it may never have happened; one that was found may take effect at any time after its invocation.
 *
 * <p><b>Cost.</b> Exponential in the number of operations that are under way at a time; a few hundred operations of six clients take
 * milliseconds. A search that has seen as many configurations as it may gives up, and says so.
 *
 * <p><b>Threads.</b> Stateless.
 *
 * <p>Sources: J. Wing, C. Gong, "Testing and Verifying Concurrent Objects", JPDC 17, 1993; G. Lowe, "Testing for linearizability",
 * Concurrency and Computation 29(4), 2017.
 */
public final class SearchChecker {

    /** What a search found out. */
    public enum Verdict {
        /** There is such an order. */
        LINEARIZABLE,
        /** There is none. */
        NOT_LINEARIZABLE,
        /** Unknown: there were more configurations to look at than was allowed. */
        GAVE_UP
    }

    /**
     * The end of a search.
     *
     * @param verdict what it found out
     * @param configurations how many different configurations it has looked at
     * @param stuck when there is no order: operations of which one had to come next in the longest order that was found, and none could
     */
    public record Answer(Verdict verdict, int configurations, List<Operation> stuck) {
        /** Copies the list. */
        public Answer {
            stuck = List.copyOf(stuck);
        }
    }

    /** What was put in order so far, and what the register then holds; how it came about does not matter for what can follow. */
    private record Configuration(BitSet done, int state) {}

    private static final int NONE = -1;
    private static final int INITIAL_STATE = 0;

    /** What nobody found need not be told apart. */
    private static final int NEVER_FOUND = -1;

    /*
     * Calls and returns are a linked list in the order of time; what has been put in order is taken out of it. The calls before the first
     * return are those of which one has to be next.
     */
    private final List<Operation> operations = new ArrayList<>();
    private final int[] states;
    private final int[] next;
    private final int[] previous;
    private final int head;
    private final int mostConfigurations;

    private final Set<Configuration> seen = new HashSet<>();
    private final BitSet done = new BitSet();
    private final int[] order;
    private final int[] stateBefore;
    private int depth;
    private int deepest = NONE;
    private List<Operation> stuck = List.of();
    private int state = INITIAL_STATE;

    private SearchChecker(final List<Operation> all, final int mostConfigurations) {
        this.mostConfigurations = mostConfigurations;
        final Map<String, Integer> numbers = new LinkedHashMap<>();
        for (final Operation operation : all) {
            if (!operation.isWrite() && operation.end() == Operation.End.OK && operation.stateName() != null) {
                numbers.putIfAbsent(operation.stateName(), numbers.size() + 1);
            }
        }
        for (final Operation operation : all) {
            final boolean mustBe = operation.end() == Operation.End.OK
                    || (operation.end() == Operation.End.INDETERMINATE && numbers.containsKey(operation.stateName()));
            if (mustBe) {
                operations.add(operation);
            }
        }
        final int count = operations.size();
        states = new int[count];
        for (int i = 0; i < count; i++) {
            final String name = operations.get(i).stateName();
            states[i] = name == null ? INITIAL_STATE : numbers.getOrDefault(name, NEVER_FOUND);
        }
        order = new int[count];
        stateBefore = new int[count];
        head = 2 * count;
        next = new int[2 * count + 1];
        previous = new int[2 * count + 1];
        link();
    }

    /**
     * Checks the operations on one key.
     *
     * @param operations all operations on it, in any order, from a state where the key had never been written
     * @param mostConfigurations how many configurations to look at before giving up, at least 1; each takes about 100 bytes and an eighth
     *     of a byte per operation
     * @return what was found out
     */
    public static Answer check(final List<Operation> operations, final int mostConfigurations) {
        if (mostConfigurations < 1) {
            throw new IllegalArgumentException("mostConfigurations=" + mostConfigurations + " must be at least 1");
        }
        return new SearchChecker(operations, mostConfigurations).search();
    }

    private Answer search() {
        boolean isNew = true;
        int from = next[head];
        while (depth < operations.size()) {
            // A get that fits may come next at once: it changes nothing, so that whatever could follow without it can
            // follow it.
            final int get = isNew ? firstFittingGet() : NONE;
            final int call = get == NONE ? nextWrite(from) : get;
            if (call != NONE && takeUnlessSeen(call)) {
                if (seen.size() > mostConfigurations) {
                    return new Answer(Verdict.GAVE_UP, seen.size(), List.of());
                }
                isNew = true;
                from = next[head];
            } else if (call != NONE && get == NONE) {
                isNew = false;
                from = next[call];
            } else {
                noteStuck();
                final int undone = undoToWrite();
                if (undone == NONE) {
                    return new Answer(Verdict.NOT_LINEARIZABLE, seen.size(), stuck);
                }
                isNew = false;
                from = next[callOf(undone)];
            }
        }
        return new Answer(Verdict.LINEARIZABLE, seen.size(), List.of());
    }

    private int firstFittingGet() {
        for (int entry = next[head]; isCall(entry); entry = next[entry]) {
            final int operation = operationOf(entry);
            if (!operations.get(operation).isWrite() && states[operation] == state) {
                return entry;
            }
        }
        return NONE;
    }

    private int nextWrite(final int from) {
        for (int entry = from; isCall(entry); entry = next[entry]) {
            if (operations.get(operationOf(entry)).isWrite()) {
                return entry;
            }
        }
        return NONE;
    }

    /** Puts an operation next in the order, unless that leads to where the search has been without success. */
    private boolean takeUnlessSeen(final int call) {
        final int operation = operationOf(call);
        done.set(operation);
        if (!seen.add(new Configuration((BitSet) done.clone(), states[operation]))) {
            done.clear(operation);
            return false;
        }
        order[depth] = operation;
        stateBefore[depth++] = state;
        state = states[operation];
        unlink(call);
        unlink(returnOf(operation));
        return true;
    }

    /** Takes back up to the last write, for which another could have been taken; where a get fitted there is nothing else to try. */
    private int undoToWrite() {
        while (depth > 0) {
            final int operation = order[--depth];
            state = stateBefore[depth];
            done.clear(operation);
            relink(returnOf(operation));
            relink(callOf(operation));
            if (operations.get(operation).isWrite()) {
                return operation;
            }
        }
        return NONE;
    }

    private void noteStuck() {
        if (depth > deepest) {
            deepest = depth;
            final List<Operation> candidates = new ArrayList<>();
            for (int entry = next[head]; isCall(entry); entry = next[entry]) {
                candidates.add(operations.get(operationOf(entry)));
            }
            stuck = candidates;
        }
    }

    /** At the same time calls come before returns, since operations that touch are concurrent. */
    private void link() {
        final List<Integer> entries = new ArrayList<>();
        for (int entry = 0; entry < head; entry++) {
            entries.add(entry);
        }
        entries.sort(Comparator.<Integer>comparingLong(this::timeNs)
                .thenComparing(entry -> isCall(entry) ? 0 : 1)
                .thenComparing(entry -> entry));
        int last = head;
        for (final int entry : entries) {
            next[last] = entry;
            previous[entry] = last;
            last = entry;
        }
        next[last] = head;
        previous[head] = last;
    }

    private long timeNs(final int entry) {
        final Operation operation = operations.get(operationOf(entry));
        return isCall(entry) ? operation.invokedNs() : operation.endNs();
    }

    private void unlink(final int entry) {
        next[previous[entry]] = next[entry];
        previous[next[entry]] = previous[entry];
    }

    private void relink(final int entry) {
        next[previous[entry]] = entry;
        previous[next[entry]] = entry;
    }

    private boolean isCall(final int entry) {
        return entry != head && (entry & 1) == 0;
    }

    private static int operationOf(final int entry) {
        return entry >>> 1;
    }

    private static int callOf(final int operation) {
        return operation << 1;
    }

    private static int returnOf(final int operation) {
        return (operation << 1) | 1;
    }
}

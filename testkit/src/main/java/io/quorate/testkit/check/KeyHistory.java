package io.quorate.testkit.check;

import io.quorate.testkit.check.Violation.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one key, grouped by the write that each get has found.
 *
 * <p>Gets that failed tell nothing and are left out; so are writes that nobody needs to have happened: those not applied, and
 * indeterminate ones that no get found.
 */
final class KeyHistory {

    /** A write with the gets that found it; the first group of a history has no write, but the state before all. */
    static final class Group {
        final @Nullable Operation write;
        final List<Operation> reads = new ArrayList<>();

        Group(final @Nullable Operation write) {
            this.write = write;
        }

        /** The operations of this group that a history must contain. */
        List<Operation> operations() {
            final List<Operation> all = new ArrayList<>();
            if (write != null) {
                all.add(write);
            }
            all.addAll(reads);
            return all;
        }
    }

    private final String key;
    private final List<Group> groups = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    /**
     * Groups the operations on one key.
     *
     * @throws IllegalArgumentException if two writes leave the same state
     */
    KeyHistory(final String key, final List<Operation> operations) {
        this.key = key;
        final Map<String, Group> byState = new LinkedHashMap<>();
        final Group initial = new Group(null);
        for (final Operation operation : operations) {
            if (operation.isWrite()) {
                final String state = operation.stateName();
                if (state != null && byState.put(state, new Group(operation)) != null) {
                    throw new IllegalArgumentException("two writes on key " + key + " leave the same " + state
                            + ": written values must be unique");
                }
            }
        }
        for (final Operation operation : operations) {
            if (!operation.isWrite() && operation.end() == Operation.End.OK) {
                final String state = operation.stateName();
                addRead(operation, state == null ? initial : byState.get(state));
            }
        }
        groups.add(initial);
        for (final Group group : byState.values()) {
            final Operation write = group.write;
            if (write != null && (write.end() == Operation.End.OK || !group.reads.isEmpty())) {
                groups.add(group);
            }
        }
    }

    private void addRead(final Operation read, final @Nullable Group group) {
        if (group == null) {
            violations.add(new Violation(Rule.PHANTOM_READ, key, "found what nobody has written", List.of(read)));
            return;
        }
        group.reads.add(read);
        final Operation write = group.write;
        if (write == null) {
            return;
        }
        if (write.end() == Operation.End.FAILED) {
            violations.add(new Violation(
                    Rule.READ_OF_FAILED_WRITE,
                    key,
                    "found a write that was told not to be applied",
                    List.of(write, read)));
        }
        if (read.precedes(write)) {
            violations.add(new Violation(
                    Rule.FUTURE_READ, key, "found a value before its write was invoked", List.of(read, write)));
        }
        if (read.version() != null && write.version() != null && !read.version().equals(write.version())) {
            violations.add(new Violation(
                    Rule.VERSION_MISMATCH,
                    key,
                    "found a value under another version than it was written",
                    List.of(write, read)));
        }
    }

    String key() {
        return key;
    }

    /** The state before all first, then the writes in the order of the history. */
    List<Group> groups() {
        return groups;
    }

    /** What was wrong with single gets. */
    List<Violation> violations() {
        return violations;
    }
}

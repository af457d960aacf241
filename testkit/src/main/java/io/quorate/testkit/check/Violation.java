package io.quorate.testkit.check;

import java.util.List;

/**
 * What a checker found wrong with the history of one key.
 *
 * @param rule what was broken
 * @param key key
 * @param explanation in words
 * @param operations those that show it, possibly none
 */
public record Violation(Rule rule, String key, String explanation, List<Operation> operations) {

    /** What a history can break. */
    public enum Rule {
        /** A get found what nobody had written. */
        PHANTOM_READ,
        /** A get found what a write had left that was reported as not applied. */
        READ_OF_FAILED_WRITE,
        /** A get returned a value before its put was invoked. */
        FUTURE_READ,
        /** No order of the operations explains what gets found: something stale, lost or seen and unseen again. */
        NOT_LINEARIZABLE,
        /** An operation got a lower version than one that was over before it began. */
        VERSION_ORDER,
        /** A get found a value under another version than its put had. */
        VERSION_MISMATCH,
        /** An acknowledged write is on too few replicas for every read quorum to meet it. */
        LOST_WRITE,
        /** A get was answered with what later read quorums may miss. */
        UNCONFIRMED_GET,
        /** A key could not be read although all nodes and the network were well. */
        NOT_READABLE,
        /** Replicas of a key hold different versions although everything had time to be repaired. */
        NOT_CONVERGED,
        /** An operation, or something that belongs to one, is still there although nothing is under way. */
        LEFT_BEHIND,
        /** Two checkers came to different answers about the same history: one of them is wrong. */
        CHECKERS_DISAGREE
    }

    /** Copies the list. */
    public Violation {
        operations = List.copyOf(operations);
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder()
                .append(rule)
                .append(" on key ")
                .append(key)
                .append(": ")
                .append(explanation);
        for (final Operation operation : operations) {
            text.append("\n    ").append(operation);
        }
        return text.toString();
    }
}

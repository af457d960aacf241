package io.quorate.testkit.check;

import java.util.List;

/**
 * What the checkers say about a history.
 *
 * @param violations what is wrong, empty if every key is linearizable in the order of its versions
 * @param keys how many keys were checked by {@link ZoneChecker} and {@link VersionOrderChecker}
 * @param searched how many of them were small enough for {@link SearchChecker} as well
 * @param gaveUp how many of those searches came to no answer
 */
public record LinearizabilityCheck(List<Violation> violations, int keys, int searched, int gaveUp) {

    /** Nothing was checked. */
    public static final LinearizabilityCheck NONE = new LinearizabilityCheck(List.of(), 0, 0, 0);

    /** Copies the list. */
    public LinearizabilityCheck {
        violations = List.copyOf(violations);
    }
}

package io.quorate.testkit.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations of a run, in the order in which they were added.
 *
 * <p><b>Threads.</b> Thread-safe by a lock.
 */
public final class History {

    private final List<Operation> operations = new ArrayList<>();

    /** Creates an empty history. */
    public History() {}

    /**
     * Adds an operation that has ended, or will be waited for no longer.
     *
     * @param operation the operation
     */
    public synchronized void add(final Operation operation) {
        operations.add(operation);
    }

    /**
     * All operations.
     *
     * @return a copy
     */
    public synchronized List<Operation> operations() {
        return new ArrayList<>(operations);
    }

    /**
     * The operations by key.
     *
     * @return a copy; keys in the order of their first operation
     */
    public synchronized Map<String, List<Operation>> byKey() {
        final Map<String, List<Operation>> byKey = new LinkedHashMap<>();
        for (final Operation operation : operations) {
            byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
        }
        return byKey;
    }

    /**
     * Checks every key with {@link ZoneChecker} and {@link VersionOrderChecker}, and small ones with {@link SearchChecker} too.
     *
     * @return what is wrong, and what was checked
     */
    public LinearizabilityCheck check() {
        final List<Violation> violations = new ArrayList<>();
        int searched = 0;
        int gaveUp = 0;
        final Map<String, List<Operation>> byKey = byKey();
        for (final Map.Entry<String, List<Operation>> entry : byKey.entrySet()) {
            final String key = entry.getKey();
            final List<Operation> ofKey = entry.getValue();
            final List<Violation> byZones = ZoneChecker.check(key, ofKey);
            violations.addAll(byZones);
            for (final Violation violation : VersionOrderChecker.check(key, ofKey)) {
                if (!violations.contains(violation)) {
                    violations.add(violation);
                }
            }
            if (SecondOpinion.isSmall(ofKey)) {
                final SearchChecker.Answer answer = SecondOpinion.ask(ofKey);
                searched++;
                gaveUp += answer.verdict() == SearchChecker.Verdict.GAVE_UP ? 1 : 0;
                violations.addAll(SecondOpinion.compare(key, byZones, answer));
            }
        }
        return new LinearizabilityCheck(violations, byKey.size(), searched, gaveUp);
    }

    /**
     * Checks every key, as {@link #check()}.
     *
     * @return what is wrong, empty if every key is linearizable in the order of its versions
     */
    public List<Violation> checkLinearizable() {
        return check().violations();
    }
}

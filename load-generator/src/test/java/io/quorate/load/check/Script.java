package io.quorate.load.check;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.PlannedOperations;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells a check what happened, step by step, at the times that a test says. */
final class Script {

    static final int RUN = 7;
    static final int KEYS = 4;

    /** Anything but 0, since clocks start anywhere. */
    static final long BASE_NS = -5_000;

    final RegisterCheck check;
    private final List<Violation> told = new ArrayList<>();
    private final Map<Long, PlannedOperation> operations = new HashMap<>();
    private final Map<Long, Long> tokens = new HashMap<>();
    private final Values values = new Values();

    Script(final CheckSettings settings) {
        check = new RegisterCheck(settings, told::add, BASE_NS);
    }

    Script(final CheckMode mode) {
        this(settings(mode));
    }

    static CheckSettings settings(final CheckMode mode) {
        return CheckSettings.of(mode, true, RUN, KEYS, Values.BYTES).withRingEntries(CheckSettings.LEAST_RING_ENTRIES);
    }

    /** All keys are there when the load begins, which is at 0. */
    Script preloaded() {
        return loaded(RUN, KEYS);
    }

    /** Another run wrote the first values, and the first keys are known to have them still. */
    Script loaded(final int run, final int keys) {
        check.loaded(run, keys, BASE_NS + 1_000);
        check.loadBegins(0);
        return this;
    }

    Script begin(final long number, final OperationType type, final int key, final long atNs) {
        final PlannedOperation operation = PlannedOperations.of(number, type, key);
        operations.put(number, operation);
        tokens.put(number, check.begin(operation, atNs));
        return this;
    }

    Script end(final long number, final Outcome outcome, final long atNs) {
        check.onEnd(operations.get(number), tokens.get(number), outcome, atNs);
        return this;
    }

    /** The next step of a read-modify-write. */
    Script next(final long number, final long atNs) {
        final PlannedOperation operation = operations.get(number);
        operation.nextStep();
        tokens.put(number, check.begin(operation, atNs));
        return this;
    }

    Script put(final long number, final int key, final long fromNs, final long toNs) {
        return begin(number, OperationType.PUT, key, fromNs).end(number, Outcome.OK, toNs);
    }

    Script delete(final long number, final int key, final long fromNs, final long toNs) {
        return begin(number, OperationType.DELETE, key, fromNs).end(number, Outcome.OK, toNs);
    }

    /** A read that finds what a write of this run wrote to the key. */
    Script get(final long number, final int key, final long fromNs, final long toNs, final long write) {
        return begin(number, OperationType.GET, key, fromNs).found(number, toNs, write);
    }

    Script absent(final long number, final int key, final long fromNs, final long toNs) {
        return begin(number, OperationType.GET, key, fromNs).end(number, Outcome.ABSENT, toNs);
    }

    /** The end of a read that has begun. */
    Script found(final long number, final long atNs, final long write) {
        return found(number, atNs, values.of(RUN, write, operations.get(number).keyIndex()), Values.BYTES);
    }

    Script found(final long number, final long atNs, final int run, final long write, final int key) {
        return found(number, atNs, values.of(run, write, key), Values.BYTES);
    }

    Script found(final long number, final long atNs, final ByteBuffer value, final int length) {
        check.onValue(operations.get(number), tokens.get(number), value, 0, length);
        return end(number, Outcome.OK, atNs);
    }

    /** Kinds of what was found, in order. */
    List<ViolationKind> kinds() {
        return told.stream().map(Violation::kind).toList();
    }

    Violation only() {
        if (told.size() != 1) {
            throw new AssertionError(told.toString());
        }
        return told.get(0);
    }
}

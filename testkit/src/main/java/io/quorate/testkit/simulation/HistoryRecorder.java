package io.quorate.testkit.simulation;

import io.quorate.engine.OperationView;
import io.quorate.error.Outcome;
import io.quorate.error.QuorateException;
import io.quorate.quorum.Consistency;
import io.quorate.testkit.check.History;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation;
import io.quorate.testkit.check.Violation.Rule;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what clients are told into a history. Threads: the world's. */
final class HistoryRecorder {

    private final History history = new History();
    private final List<Violation> violations = new ArrayList<>();
    private final Workload workload;
    private final Consistency consistency;
    private int open;

    HistoryRecorder(final Workload workload, final Consistency consistency) {
        this.workload = workload;
        this.consistency = consistency;
    }

    History history() {
        return history;
    }

    /** What single answers showed to be wrong. */
    List<Violation> violations() {
        return violations;
    }

    /** Operations that were invoked and have not returned. */
    int openCount() {
        return open;
    }

    void invoked() {
        open++;
    }

    Operation returned(
            final int client,
            final String key,
            final Operation.Kind kind,
            final @Nullable String value,
            final long invokedNs,
            final long returnedNs,
            final @Nullable Version resumed,
            final OperationView view) {
        open--;
        final QuorateException error = view.error();
        final Operation operation;
        if (error != null) {
            // What is sure of the last of several tries is not sure of those before it.
            final boolean inDoubt =
                    kind != Operation.Kind.GET && (resumed != null || error.outcome() == Outcome.INDETERMINATE);
            operation = new Operation(
                    client,
                    key,
                    kind,
                    value,
                    resumed != null ? resumed : error.version(),
                    invokedNs,
                    returnedNs,
                    inDoubt ? Operation.End.INDETERMINATE : Operation.End.FAILED);
        } else if (kind == Operation.Kind.GET) {
            operation = found(client, key, invokedNs, returnedNs, view);
        } else {
            operation =
                    new Operation(client, key, kind, value, versionOf(view), invokedNs, returnedNs, Operation.End.OK);
        }
        history.add(operation);
        return operation;
    }

    private Operation found(
            final int client, final String key, final long invokedNs, final long returnedNs, final OperationView view) {
        final String found = view.exists() ? workload.decode(copyOf(view)) : null;
        final boolean everWritten = view.exists() || view.timestamp() != 0;
        final Operation get = new Operation(
                client,
                key,
                Operation.Kind.GET,
                found,
                everWritten ? versionOf(view) : null,
                invokedNs,
                returnedNs,
                Operation.End.OK);
        if (consistency != Consistency.EVENTUAL && !view.confirmed()) {
            violations.add(
                    new Violation(Rule.UNCONFIRMED_GET, key, "answered what too few replicas hold", List.of(get)));
        }
        return get;
    }

    private static Version versionOf(final OperationView view) {
        return new Version(view.timestamp(), view.writerId());
    }

    private static byte[] copyOf(final OperationView view) {
        final byte[] value = new byte[view.valueLength()];
        view.bytes().get(view.valueOffset(), value);
        return value;
    }
}

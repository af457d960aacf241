package io.quorate.engine;

import io.quorate.error.ClientClosedException;
import io.quorate.error.ClockSkewException;
import io.quorate.error.ErrorDetails;
import io.quorate.error.NoNodesException;
import io.quorate.error.NodeAnswer;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.quorum.Decision;
import io.quorate.quorum.OperationState;
import io.quorate.transport.ReplicaListener;
import io.quorate.validation.KeyText;
import io.quorate.version.HybridLogicalClock;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns a failed operation into the exception that tells a person what happened. */
final class Failures {

    private Failures() {}

    /** The error of a write that was not sent again: whether it was applied before is as open as it was. */
    static QuorateException stillOpen(final QuorateException refusal, final Version version) {
        final String message =
                refusal.getMessage() + "; the write was not sent again, and may have been applied before";
        final ErrorDetails details =
                new ErrorDetails(Outcome.INDETERMINATE, version, refusal.retryable(), refusal.answers(), null);
        if (refusal instanceof OverloadedException) {
            return new OverloadedException(message, details);
        }
        if (refusal instanceof ClientClosedException) {
            return new ClientClosedException(message, details);
        }
        if (refusal instanceof NoNodesException) {
            return new NoNodesException(message, details);
        }
        return refusal instanceof UnsupportedException
                ? new UnsupportedException(message, details)
                : new ValidationException(message, details);
    }

    static QuorateException of(final OperationSlot slot, final OperationState state) {
        final boolean isWrite = slot.operation() != QuorumEngine.GET;
        final Outcome outcome = isWrite && state.mayHaveApplied() ? Outcome.INDETERMINATE : Outcome.NOT_APPLIED;
        final Version version = isWrite && state.hasVersion() ? new Version(state.timestamp(), state.writerId()) : null;
        final List<NodeAnswer> answers = answers(slot, state);
        final String what = describe(slot, outcome, isWrite);
        return switch (state.decision()) {
            case Decision.CANCELLED ->
                new OperationCancelledException(
                        what + " was cancelled" + after(slot) + list(answers),
                        details(outcome, version, true, answers));
            case Decision.CLOSED ->
                new ClientClosedException(
                        what + " was not decided when the client was closed" + list(answers),
                        details(outcome, version, false, answers));
            case Decision.CLOCK ->
                new ClockSkewException(
                        what
                                + " could not be given a version: the clocks of this client and of the nodes are more than "
                                + HybridLogicalClock.DEFAULT_MAX_AHEAD_MS + " ms apart; set them" + list(answers),
                        details(outcome, version, false, answers));
            case Decision.REPLICAS -> ofReplicas(slot, state, what, details(outcome, version, true, answers));
            default -> quorumNotMet(slot, state, what, details(outcome, version, true, answers));
        };
    }

    /** Of replicas that all failed for one reason that has a name of its own, that reason is the error. */
    private static QuorateException ofReplicas(
            final OperationSlot slot, final OperationState state, final String what, final ErrorDetails details) {
        int invalid = -1;
        int unsupported = -1;
        int overloaded = 0;
        int failed = 0;
        for (int i = 0; i < slot.replicaCount(); i++) {
            final int code = slot.lastCode(i);
            if (slot.lastFate(i) != 0 && !state.hasAnswered(i)) {
                failed++;
            }
            if (slot.lastFate(i) == ReplicaListener.REFUSED) {
                invalid = code == ReplicaListener.CODE_INVALID || code == ReplicaListener.CODE_TOO_LARGE ? i : invalid;
                unsupported = code == ReplicaListener.CODE_UNSUPPORTED ? i : unsupported;
            }
            overloaded += isOverloaded(slot, i) && !state.hasAnswered(i) ? 1 : 0;
        }
        final ErrorDetails permanent =
                new ErrorDetails(details.outcome(), details.version(), false, details.answers(), null);
        if (invalid >= 0) {
            return new ValidationException(what + " was refused" + list(details.answers()), permanent);
        }
        if (unsupported >= 0) {
            return new UnsupportedException(
                    what + " is not supported by " + slot.node(unsupported).name() + list(details.answers()),
                    permanent);
        }
        if (overloaded > 0 && overloaded == failed) {
            return new OverloadedException(what + " met nodes without room" + list(details.answers()), details);
        }
        return quorumNotMet(slot, state, what, details);
    }

    private static QuorumNotMetException quorumNotMet(
            final OperationSlot slot, final OperationState state, final String what, final ErrorDetails details) {
        final QuorumNotMetException.Reason reason =
                switch (state.decision()) {
                    case Decision.DEADLINE -> QuorumNotMetException.Reason.DEADLINE;
                    case Decision.CONFIRM -> QuorumNotMetException.Reason.CONFIRM;
                    default -> QuorumNotMetException.Reason.REPLICAS;
                };
        final String need = reason == QuorumNotMetException.Reason.CONFIRM
                ? " found a version that too few replicas could be brought to hold: "
                : " did not reach its quorum: ";
        return new QuorumNotMetException(
                what + need + "needed " + state.needed() + " of " + slot.replicaCount() + " replicas, got "
                        + state.got() + " (" + reason + ')' + after(slot) + list(details.answers()),
                reason,
                state.needed(),
                state.got(),
                details);
    }

    private static String describe(final OperationSlot slot, final Outcome outcome, final boolean isWrite) {
        final byte[] key = slot.request().copyOfKey();
        return QuorumEngine.nameOf(slot.operation()) + " of key \"" + KeyText.of(key) + '"'
                + (isWrite ? " (" + outcome + ')' : "");
    }

    private static String after(final OperationSlot slot) {
        return " after " + TimeUnit.NANOSECONDS.toMillis(slot.elapsedNs()) + " ms";
    }

    private static String list(final List<NodeAnswer> answers) {
        final StringBuilder text = new StringBuilder(64 * answers.size());
        for (final NodeAnswer answer : answers) {
            text.append(text.length() == 0 ? ": " : "; ").append(answer);
        }
        return text.toString();
    }

    private static ErrorDetails details(
            final Outcome outcome,
            final @Nullable Version version,
            final boolean retryable,
            final List<NodeAnswer> answers) {
        return new ErrorDetails(outcome, version, retryable, answers, null);
    }

    private static List<NodeAnswer> answers(final OperationSlot slot, final OperationState state) {
        final List<NodeAnswer> answers = new ArrayList<>(slot.replicaCount());
        for (int i = 0; i < slot.replicaCount(); i++) {
            final NodeAnswer.Kind kind = kind(slot, state, i);
            // What answered a read may still have failed to take the write-back.
            final boolean showsDetail = kind != NodeAnswer.Kind.ANSWERED || state.decision() == Decision.CONFIRM;
            answers.add(new NodeAnswer(
                    slot.node(i).name(),
                    kind,
                    state.sends(i),
                    isEnded(kind) && slot.failedHereOnly(i),
                    state.holdsVersion(i) ? new Version(state.heldTimestamp(i), state.heldWriterId(i)) : null,
                    showsDetail ? slot.lastDetail(i) : null));
        }
        return List.copyOf(answers);
    }

    private static boolean isEnded(final NodeAnswer.Kind kind) {
        return kind != NodeAnswer.Kind.ANSWERED && kind != NodeAnswer.Kind.SILENT;
    }

    private static NodeAnswer.Kind kind(final OperationSlot slot, final OperationState state, final int replica) {
        if (state.hasAnswered(replica)) {
            return NodeAnswer.Kind.ANSWERED;
        }
        if (state.isOutstanding(replica)) {
            return NodeAnswer.Kind.SILENT;
        }
        if (isOverloaded(slot, replica)) {
            return NodeAnswer.Kind.OVERLOADED;
        }
        return switch (slot.lastFate(replica)) {
            case 0 -> NodeAnswer.Kind.SILENT;
            case ReplicaListener.REFUSED -> NodeAnswer.Kind.REFUSED;
            case ReplicaListener.STALE_EPOCH -> NodeAnswer.Kind.STALE_EPOCH;
            default -> NodeAnswer.Kind.FAILED;
        };
    }

    /** No room at the node, or no room on the connection to it. */
    private static boolean isOverloaded(final OperationSlot slot, final int replica) {
        return slot.lastFate(replica) == ReplicaListener.OVERLOADED
                || slot.lastCode(replica) == ReplicaListener.CODE_OVERLOADED;
    }
}

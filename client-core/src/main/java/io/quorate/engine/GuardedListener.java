package io.quorate.engine;

import io.quorate.error.QuorateException;
import io.quorate.metrics.ClientListener;
import io.quorate.metrics.ClientMetrics;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.metrics.ReplyListener;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Stands between the engine and a user's listener: what that throws is counted and logged, and goes no further.
 *
 * <p><b>Threads.</b> Any. <b>Allocation.</b> None of its own.
 */
final class GuardedListener implements ReplyListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final ClientListener delegate;
    private final ClientMetrics metrics;
    private final boolean silent;
    private final @Nullable ReplyListener replies;

    GuardedListener(final ClientListener delegate, final ClientMetrics metrics) {
        this.delegate = delegate;
        this.metrics = metrics;
        this.silent = delegate == ClientListener.NONE;
        this.replies = delegate instanceof final ReplyListener listensToReplies ? listensToReplies : null;
    }

    /** Whether nobody listens, so that work for the sake of an event can be left out. */
    boolean isSilent() {
        return silent;
    }

    /** Whether somebody listens to single replies; does not change. */
    boolean hearsReplies() {
        return replies != null;
    }

    @Override
    public void onReply(final String node, final OperationKind operation, final byte request, final long latencyNs) {
        final ReplyListener listening = replies;
        if (listening != null) {
            try {
                listening.onReply(node, operation, request, latencyNs);
            } catch (final RuntimeException | Error fault) {
                note("onReply", fault);
            }
        }
    }

    @Override
    public void onNoReply(final String node, final OperationKind operation, final byte request, final int code) {
        final ReplyListener listening = replies;
        if (listening != null) {
            try {
                listening.onNoReply(node, operation, request, code);
            } catch (final RuntimeException | Error fault) {
                note("onNoReply", fault);
            }
        }
    }

    @Override
    public void onReplies(
            final OperationKind operation,
            final String decider,
            final long decidedNs,
            final String last,
            final long lastNs,
            final boolean complete) {
        final ReplyListener listening = replies;
        if (listening != null) {
            try {
                listening.onReplies(operation, decider, decidedNs, last, lastNs, complete);
            } catch (final RuntimeException | Error fault) {
                note("onReplies", fault);
            }
        }
    }

    @Override
    public void onSuccess(final OperationKind operation, final long latencyNs) {
        try {
            delegate.onSuccess(operation, latencyNs);
        } catch (final RuntimeException | Error fault) {
            note("onSuccess", fault);
        }
    }

    @Override
    public void onFailure(final OperationKind operation, final long latencyNs, final QuorateException error) {
        try {
            delegate.onFailure(operation, latencyNs, error);
        } catch (final RuntimeException | Error fault) {
            note("onFailure", fault);
        }
    }

    @Override
    public void onTie(final byte[] key, final int keyOffset, final int keyLength) {
        try {
            delegate.onTie(key, keyOffset, keyLength);
        } catch (final RuntimeException | Error fault) {
            note("onTie", fault);
        }
    }

    @Override
    public void onLateReply(final String node, final long latencyNs) {
        try {
            delegate.onLateReply(node, latencyNs);
        } catch (final RuntimeException | Error fault) {
            note("onLateReply", fault);
        }
    }

    @Override
    public void onRepairSent(final String node, final byte[] key, final int keyOffset, final int keyLength) {
        try {
            delegate.onRepairSent(node, key, keyOffset, keyLength);
        } catch (final RuntimeException | Error fault) {
            note("onRepairSent", fault);
        }
    }

    @Override
    public void onRepairDropped(final String node, final String cause) {
        try {
            delegate.onRepairDropped(node, cause);
        } catch (final RuntimeException | Error fault) {
            note("onRepairDropped", fault);
        }
    }

    @Override
    public void onConnected(final String node) {
        LOG.info("connected to {}", node);
        try {
            delegate.onConnected(node);
        } catch (final RuntimeException | Error fault) {
            note("onConnected", fault);
        }
    }

    @Override
    public void onDisconnected(final String node, final @Nullable String cause) {
        LOG.info("not connected to {}: {}", node, cause);
        try {
            delegate.onDisconnected(node, cause);
        } catch (final RuntimeException | Error fault) {
            note("onDisconnected", fault);
        }
    }

    @Override
    public void onSick(final String node, final int failuresInRow, final @Nullable String cause) {
        onSick(node, failuresInRow, cause, true);
    }

    void onSick(
            final String node, final int failuresInRow, final @Nullable String cause, final boolean isWorthAWarning) {
        LOG.atLevel(isWorthAWarning ? Level.WARN : Level.DEBUG)
                .log("node {} has failed {} times in a row: {}", node, failuresInRow, cause);
        try {
            delegate.onSick(node, failuresInRow, cause);
        } catch (final RuntimeException | Error fault) {
            note("onSick", fault);
        }
    }

    @Override
    public void onRecovered(final String node) {
        LOG.info("node {} answers again", node);
        try {
            delegate.onRecovered(node);
        } catch (final RuntimeException | Error fault) {
            note("onRecovered", fault);
        }
    }

    @Override
    public void onRingChanged(final long previousEpoch, final long epoch, final List<String> members) {
        LOG.info("ring of epoch {} replaces epoch {}: {}", epoch, previousEpoch, members);
        try {
            delegate.onRingChanged(previousEpoch, epoch, members);
        } catch (final RuntimeException | Error fault) {
            note("onRingChanged", fault);
        }
    }

    @Override
    public void onRingProblem(final String problem) {
        LOG.warn("ring: {}", problem);
        try {
            delegate.onRingProblem(problem);
        } catch (final RuntimeException | Error fault) {
            note("onRingProblem", fault);
        }
    }

    @Override
    public void onConfigurationWarning(final String warning) {
        LOG.warn("configuration: {}", warning);
        try {
            delegate.onConfigurationWarning(warning);
        } catch (final RuntimeException | Error fault) {
            note("onConfigurationWarning", fault);
        }
    }

    @Override
    public void onFault(final String where, final Throwable fault) {
        LOG.error("fault in {}", where, fault);
        try {
            delegate.onFault(where, fault);
        } catch (final RuntimeException | Error another) {
            note("onFault", another);
        }
    }

    private void note(final String method, final Throwable fault) {
        metrics.increment(Counter.LISTENER_FAULTS);
        LOG.error("the listener's {} threw", method, fault);
    }
}

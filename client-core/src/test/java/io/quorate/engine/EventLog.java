package io.quorate.engine;

import io.quorate.error.QuorateException;
import io.quorate.metrics.ClientListener;
import io.quorate.metrics.OperationKind;
import io.quorate.validation.KeyText;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down every event as one line. */
final class EventLog implements ClientListener {

    final List<String> lines = new CopyOnWriteArrayList<>();

    /** The lines that start so. */
    List<String> of(final String start) {
        return lines.stream().filter(line -> line.startsWith(start)).toList();
    }

    @Override
    public void onSuccess(final OperationKind operation, final long latencyNs) {
        lines.add("success " + operation + ' ' + latencyNs);
    }

    @Override
    public void onFailure(final OperationKind operation, final long latencyNs, final QuorateException error) {
        lines.add("failure " + operation + ' ' + error.getClass().getSimpleName());
    }

    @Override
    public void onTie(final byte[] key, final int keyOffset, final int keyLength) {
        lines.add("tie " + KeyText.of(key, keyOffset, keyLength));
    }

    @Override
    public void onLateReply(final String node, final long latencyNs) {
        lines.add("late " + node);
    }

    @Override
    public void onRepairSent(final String node, final byte[] key, final int keyOffset, final int keyLength) {
        lines.add("repair sent " + node + ' ' + KeyText.of(key, keyOffset, keyLength));
    }

    @Override
    public void onRepairDropped(final String node, final String cause) {
        lines.add("repair dropped " + node + ": " + cause);
    }

    @Override
    public void onConnected(final String node) {
        lines.add("connected " + node);
    }

    @Override
    public void onDisconnected(final String node, final @Nullable String cause) {
        lines.add("disconnected " + node + ": " + cause);
    }

    @Override
    public void onSick(final String node, final int failuresInRow, final @Nullable String cause) {
        lines.add("sick " + node + ' ' + failuresInRow + ": " + cause);
    }

    @Override
    public void onRecovered(final String node) {
        lines.add("recovered " + node);
    }

    @Override
    public void onRingChanged(final long previousEpoch, final long epoch, final List<String> members) {
        lines.add("ring " + previousEpoch + " -> " + epoch + ' ' + members);
    }

    @Override
    public void onRingProblem(final String problem) {
        lines.add("problem " + problem);
    }

    @Override
    public void onConfigurationWarning(final String warning) {
        lines.add("warning " + warning);
    }

    @Override
    public void onFault(final String where, final Throwable fault) {
        lines.add("fault " + where + ": " + fault);
    }
}

package io.quorate.load.target;

import io.quorate.QuorateClient;
import io.quorate.engine.NodeStatus;
import io.quorate.load.record.EventSink;
import io.quorate.load.record.ReplicaRecorder;
import io.quorate.load.record.ReplicaRequestType;
import io.quorate.load.record.ReplicaSummary;
import io.quorate.load.record.ReplicaTraffic;
import io.quorate.load.workload.OperationType;
import io.quorate.metrics.Counter;
import io.quorate.metrics.MetricsView;
import io.quorate.metrics.OperationKind;
import io.quorate.metrics.ReplyListener;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears from a client how its replicas answer, and has it recorded; to be given to the client as its listener.
 *
 * <p>Events have the kinds {@code connected}, {@code disconnected}, {@code sick}, {@code recovered}, {@code ring-changed}, {@code ring-problem},
 * {@code client-warning} and {@code client-fault}.
 *
 * <p><b>Threads.</b> The listener's methods on any; {@link #startMeasuring} and {@link #summary} on one, which also ends the recorder's intervals.
 *
 * <p><b>Allocation.</b> None once a node and its kind of request have been seen.
 */
public final class ReplicaEvents implements ReplyListener {

    private final ReplicaRecorder recorder;
    private final EventSink events;
    private ReplicaTraffic before = ReplicaTraffic.NONE;

    /**
     * Connects a client that is still to be built with what records.
     *
     * @param recorder takes replies
     * @param events takes everything else that a report should know of
     */
    public ReplicaEvents(final ReplicaRecorder recorder, final EventSink events) {
        this.recorder = recorder;
        this.events = events;
    }

    /**
     * The warm-up is over: what happens counts from now on. What began in the warm-up and ends from now on counts too.
     *
     * @param client whose listener this is, connected
     * @param lateNs for how long the warm-up has been over
     */
    public void startMeasuring(final QuorateClient client, final long lateNs) {
        for (final NodeStatus node : client.nodes()) {
            recorder.seen(node.name(), node.connected(), node.lastProblem());
        }
        before = traffic(client.metrics());
        recorder.startMeasuring(lateNs);
    }

    /**
     * Sums up what has happened since {@link #startMeasuring}, as far as the recorder's intervals have ended.
     *
     * @param client whose listener this is
     * @return the summary
     */
    public ReplicaSummary summary(final QuorateClient client) {
        return recorder.summary(traffic(client.metrics()).since(before));
    }

    private static ReplicaTraffic traffic(final MetricsView metrics) {
        return new ReplicaTraffic(
                metrics.value(Counter.SENDS),
                metrics.value(Counter.RETRIES),
                metrics.value(Counter.WRITE_BACKS),
                metrics.value(Counter.REPLIES),
                metrics.value(Counter.LATE_REPLIES),
                metrics.value(Counter.SEND_FAILURES),
                metrics.value(Counter.DISOWNED),
                metrics.value(Counter.REPAIRS_SENT),
                metrics.value(Counter.REPAIRS_DROPPED),
                metrics.value(Counter.REPAIRS_FAILED));
    }

    // ---- of replies

    @Override
    public void onReply(final String node, final OperationKind operation, final byte request, final long latencyNs) {
        recorder.reply(node, requestType(operation, request), latencyNs);
    }

    @Override
    public void onNoReply(final String node, final OperationKind operation, final byte request, final int code) {
        recorder.failure(node, code == ReplicaListener.CODE_DEADLINE);
    }

    @Override
    public void onReplies(
            final OperationKind operation,
            final String decider,
            final long decidedNs,
            final String last,
            final long lastNs,
            final boolean complete) {
        recorder.replies(type(operation), decider, decidedNs, last, lastNs, complete);
    }

    @Override
    public void onLateReply(final String node, final long latencyNs) {
        recorder.lateReply(node);
    }

    @Override
    public void onRepairSent(final String node, final byte[] key, final int keyOffset, final int keyLength) {
        recorder.repair(node);
    }

    static ReplicaRequestType requestType(final OperationKind operation, final byte request) {
        return switch (request) {
            case ReplicaRequest.READ -> ReplicaRequestType.GET;
            case ReplicaRequest.READ_VERSION -> ReplicaRequestType.VERSION;
            case ReplicaRequest.REPAIR -> ReplicaRequestType.WRITE_BACK;
            default -> operation == OperationKind.DELETE ? ReplicaRequestType.DELETE : ReplicaRequestType.PUT;
        };
    }

    private static OperationType type(final OperationKind operation) {
        return switch (operation) {
            case GET -> OperationType.GET;
            case PUT -> OperationType.PUT;
            case DELETE -> OperationType.DELETE;
        };
    }

    // ---- of everything else

    @Override
    public void onConnected(final String node) {
        recorder.connected(node);
        events.event("connected", node, null);
    }

    @Override
    public void onDisconnected(final String node, final @Nullable String cause) {
        recorder.disconnected(node, cause);
        events.event("disconnected", node, cause);
    }

    @Override
    public void onSick(final String node, final int failuresInRow, final @Nullable String cause) {
        events.event("sick", node, failuresInRow + " failures in a row" + (cause == null ? "" : ": " + cause));
    }

    @Override
    public void onRecovered(final String node) {
        events.event("recovered", node, null);
    }

    @Override
    public void onRingChanged(final long previousEpoch, final long epoch, final List<String> members) {
        events.event(
                "ring-changed", null, "epoch " + previousEpoch + " to " + epoch + ": " + String.join(", ", members));
    }

    @Override
    public void onRingProblem(final String problem) {
        events.event("ring-problem", null, problem);
    }

    @Override
    public void onConfigurationWarning(final String warning) {
        events.event("client-warning", null, warning);
    }

    @Override
    public void onFault(final String where, final Throwable fault) {
        events.event("client-fault", null, where + ": " + fault);
    }
}

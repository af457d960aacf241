package io.quorate.metrics;

/**
 * How fast one node answers; the engine keeps one per node.
 *
 * <p><b>Threads.</b> Any. Recording is lock-free and never throws.
 *
 * <p><b>Allocation.</b> None to record; 40 KB per node.
 */
public final class NodeLatency {

    private final String node;
    private final LatencyRecorder replies = new LatencyRecorder();

    NodeLatency(final String node) {
        this.node = node;
    }

    /**
     * Whose latency this is.
     *
     * @return member name
     */
    public String node() {
        return node;
    }

    /**
     * Records the time from a send to its reply, in time or late.
     *
     * @param ns nanoseconds; what is out of range is cut to it
     */
    public void recordReply(final long ns) {
        replies.record(ns);
    }

    /**
     * What was recorded so far.
     *
     * @return a snapshot
     */
    public LatencySnapshot reply() {
        return replies.snapshot();
    }
}

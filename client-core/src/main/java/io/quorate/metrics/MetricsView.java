package io.quorate.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters and latencies of one client, to be read.
 *
 * <p><b>Threads.</b> Any thread, never blocks. Numbers that are read one after another need not be of the same instant.
 *
 * <p><b>Units.</b> Latencies are nanoseconds and cover the whole life of the client; {@link LatencySnapshot#since} cuts out a period.
 *
 * <p><b>Guarantee.</b> Readers do not disturb each other: reading takes nothing away.
 */
public interface MetricsView {

    /**
     * Reads a counter.
     *
     * @param counter which
     * @return its value since the client was made
     */
    long value(Counter counter);

    /**
     * What the client is busy with.
     *
     * @return the live gauges
     */
    Gauges gauges();

    /**
     * Time from the begin of operations to their success.
     *
     * @param kind of which operations
     * @return a snapshot
     */
    LatencySnapshot decisions(OperationKind kind);

    /**
     * Time from the begin of operations to their failure.
     *
     * @param kind of which operations
     * @return a snapshot
     */
    LatencySnapshot failures(OperationKind kind);

    /**
     * Time from a send to its reply, of one node.
     *
     * @param node member name
     * @return a snapshot, or null if the client has no such node
     */
    @Nullable
    LatencySnapshot replies(String node);

    /**
     * The nodes that {@link #replies} knows.
     *
     * @return member names, sorted
     */
    List<String> nodes();

    /**
     * Time from the send of a read repair to its ack.
     *
     * @return a snapshot
     */
    LatencySnapshot repairs();

    /**
     * Time from the send of a write-back of a get to its ack.
     *
     * @return a snapshot
     */
    LatencySnapshot writeBacks();

    /**
     * Time from a send that repeats an earlier one to its reply.
     *
     * @return a snapshot
     */
    LatencySnapshot retries();
}

package io.quorate.metrics;

/**
 * What a client is busy with at the moment.
 *
 * <p><b>Threads.</b> Any thread, never blocks; the numbers are each right for an instant, not all for the same one.
 *
 * <p><b>Guarantee.</b> All return to zero when nothing is going on, whatever failed before.
 */
public interface Gauges {

    /**
     * Operations that are not decided.
     *
     * @return count
     */
    int inFlight();

    /**
     * Key and value bytes of operations that are not decided.
     *
     * @return bytes
     */
    long inFlightBytes();

    /**
     * Decided operations whose late replies are still awaited.
     *
     * @return count
     */
    int lingering();

    /**
     * Read repairs that wait for their turn or for their ack.
     *
     * @return count
     */
    int pendingRepairs();
}

package io.quorate.metrics;

import io.quorate.error.QuorateException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens inside a client: for logs, traces and alarms. Every method does nothing unless it is overridden.
 *
 * <p><b>Threads.</b> Called on whatever thread the event happens on (caller, transport, timer), several at a time. Must not block and must
 * not call the client; what takes time belongs on a thread of the listener's own.
 *
 * <p><b>Units.</b> {@code Ns} are nanoseconds.
 *
 * <p><b>Errors.</b> What a method throws is logged and counted as {@link Counter#LISTENER_FAULTS}; it changes nothing else.
 *
 * <p><b>Ownership.</b> Keys are lent for the duration of the call: not to be kept nor changed ({@code KeyText} shows one safely). Values
 * are never passed.
 */
public interface ClientListener {

    /** Hears nothing. */
    ClientListener NONE = new ClientListener() {
        @Override
        public String toString() {
            return "ClientListener.NONE";
        }
    };

    /**
     * An operation succeeded.
     *
     * @param operation what it did
     * @param latencyNs time from its begin
     */
    default void onSuccess(final OperationKind operation, final long latencyNs) {}

    /**
     * An operation failed.
     *
     * @param operation what it did
     * @param latencyNs time from its begin
     * @param error why; what its caller gets too
     */
    default void onFailure(final OperationKind operation, final long latencyNs, final QuorateException error) {}

    /**
     * A get met different values under one timestamp, and chose one.
     *
     * @param key holds the key
     * @param keyOffset where it starts
     * @param keyLength how many bytes it has
     */
    default void onTie(final byte[] key, final int keyOffset, final int keyLength) {}

    /**
     * A node answered after the operation had been decided.
     *
     * @param node member name
     * @param latencyNs time from the send
     */
    default void onLateReply(final String node, final long latencyNs) {}

    /**
     * A read repair was sent.
     *
     * @param node member name of the replica that is repaired
     * @param key holds the key
     * @param keyOffset where it starts
     * @param keyLength how many bytes it has
     */
    default void onRepairSent(final String node, final byte[] key, final int keyOffset, final int keyLength) {}

    /**
     * A read repair was given up before it was sent.
     *
     * @param node member name of the replica that stays stale
     * @param cause why, for people
     */
    default void onRepairDropped(final String node, final String cause) {}

    /**
     * A node was connected.
     *
     * @param node member name
     */
    default void onConnected(final String node) {}

    /**
     * The connection to a node broke, or a dial failed.
     *
     * @param node member name
     * @param cause why, for people
     */
    default void onDisconnected(final String node, final @Nullable String cause) {}

    /**
     * A node has failed so often in a row that it counts as sick: it is still asked, but retried only when a quorum needs it.
     *
     * @param node member name
     * @param failuresInRow how often
     * @param cause the last failure, for people
     */
    default void onSick(final String node, final int failuresInRow, final @Nullable String cause) {}

    /**
     * A sick node answers again.
     *
     * @param node member name
     */
    default void onRecovered(final String node) {}

    /**
     * A new ring places keys from now on.
     *
     * @param previousEpoch epoch of the ring before, 0 for the first one
     * @param epoch epoch of the new ring
     * @param members member names, sorted
     */
    default void onRingChanged(final long previousEpoch, final long epoch, final List<String> members) {}

    /**
     * A refresh of the ring failed, or brought a ring that contradicts the one in use.
     *
     * @param problem what and why, for people
     */
    default void onRingProblem(final String problem) {}

    /**
     * The configuration is allowed but promises less than one may think.
     *
     * @param warning what and why, for people
     */
    default void onConfigurationWarning(final String warning) {}

    /**
     * A callback, an executor or a transport threw where it must not.
     *
     * @param where who threw, for people
     * @param fault what was thrown
     */
    default void onFault(final String where, final Throwable fault) {}
}

package io.quorate.engine;

import io.quorate.error.ErrorDetails;
import io.quorate.error.NoNodesException;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorateException;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.quorum.Consistency;
import io.quorate.ring.RingSnapshot;
import io.quorate.transport.Capabilities;
import io.quorate.validation.KeyText;
import org.jspecify.annotations.Nullable;

/**
 * What an operation has to pass before anything is sent. Each check answers null, or the error that the operation fails with.
 *
 * <p><b>Threads.</b> Any; immutable. <b>Allocation.</b> Only errors.
 */
final class Admission {

    private final EngineConfig config;

    Admission(final EngineConfig config) {
        this.config = config;
    }

    @Nullable
    QuorateException invalid(
            final byte operation,
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final byte[] value,
            final int valueOffset,
            final int valueLength) {
        String problem = config.policy().validateKey(key, keyOffset, keyLength);
        if (problem == null && operation == QuorumEngine.PUT) {
            problem = config.policy().validateValue(value, valueOffset, valueLength);
        }
        return problem == null ? null : new ValidationException(problem, ErrorDetails.PERMANENT);
    }

    @Nullable
    QuorateException tooFewMembers(
            final byte operation, final RingSnapshot ring, final byte[] key, final int keyOffset, final int keyLength) {
        final boolean isGet = operation == QuorumEngine.GET;
        final int needed = isGet ? config.readQuorum() : config.writeQuorum();
        final int members = ring.replicaCount();
        if (members >= needed) {
            return null;
        }
        return new NoNodesException(
                describe(operation, key, keyOffset, keyLength) + " needs " + (isGet ? "R=" : "W=") + needed
                        + " replicas, the ring has " + members + ": add nodes or lower the quorum",
                ErrorDetails.PERMANENT);
    }

    @Nullable
    QuorateException incapable(
            final byte operation,
            final Topology topology,
            final int ringSlot,
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final byte[] value,
            final int valueOffset,
            final int valueLength) {
        final RingSnapshot ring = topology.ring();
        long common = Capabilities.QUORATE_NODE;
        for (int i = 0; i < ring.replicaCount(); i++) {
            common &= topology.node(ring.replica(ringSlot, i)).capabilities(topology.quorate());
        }
        if (common == Capabilities.QUORATE_NODE) {
            return null;
        }
        if (config.consistency() == Consistency.LINEARIZABLE) {
            return unsupported("linearizable operations", describe(operation, key, keyOffset, keyLength));
        }
        if (operation == QuorumEngine.DELETE && !Capabilities.has(common, Capabilities.TOMBSTONE)) {
            return unsupported("deletes", describe(operation, key, keyOffset, keyLength));
        }
        if (!config.policy().requiresText()
                && !Capabilities.has(common, Capabilities.BINARY)
                && !(Utf8.isValid(key, keyOffset, keyLength) && Utf8.isValid(value, valueOffset, valueLength))) {
            return unsupported("keys and values that are not UTF-8", describe(operation, key, keyOffset, keyLength));
        }
        return null;
    }

    /** What names a version cannot be done where a replica does not keep the writer's half of it. */
    @Nullable
    QuorateException withoutWriterIds(
            final byte operation,
            final Topology topology,
            final int ringSlot,
            final byte[] key,
            final int keyOffset,
            final int keyLength) {
        final RingSnapshot ring = topology.ring();
        for (int i = 0; i < ring.replicaCount(); i++) {
            final long capabilities = topology.node(ring.replica(ringSlot, i)).capabilities(topology.quorate());
            if (!Capabilities.has(capabilities, Capabilities.WRITER_ID)) {
                return unsupported("questions about a version", describe(operation, key, keyOffset, keyLength));
            }
        }
        return null;
    }

    static OverloadedException overloaded(final String what) {
        return new OverloadedException(
                "the client is full: " + what + "; slow down, or raise the limit", ErrorDetails.TRANSIENT);
    }

    private static UnsupportedException unsupported(final String what, final String operation) {
        return new UnsupportedException(
                operation + ": a replica is an older server, which cannot take " + what, ErrorDetails.PERMANENT);
    }

    private static String describe(final byte operation, final byte[] key, final int keyOffset, final int keyLength) {
        return QuorumEngine.nameOf(operation) + " of key \"" + KeyText.of(key, keyOffset, keyLength) + '"';
    }
}

package io.quorate.engine;

import io.quorate.quorum.Consistency;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingSnapshot;
import io.quorate.ring.RingState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a node says of itself and of the ring: whether it can be true of the member whose connection it came by. A node whose claims
 * contradict the ring in use gets no operation, because its acknowledgements would be worth nothing.
 *
 * <p><b>Threads.</b> Any; immutable.
 */
final class RingClaims {

    private final EngineConfig config;

    RingClaims(final EngineConfig config) {
        this.config = config;
    }

    /** How the cluster of this state is set up otherwise than this client; null when it is not. */
    @Nullable
    String differenceOf(final RingState state) {
        if (state.fingerprintText() == null) {
            return null;
        }
        final RingFingerprint cluster = RingFingerprint.parse(state.fingerprintText());
        return RingFingerprint.of(config.ring(), state.nodes(), config.consistency() == Consistency.LINEARIZABLE)
                .differenceTo(cluster);
    }

    /** Whether this state replaces the ring in use. */
    static boolean isNewer(final RingState state, final @Nullable Topology current) {
        return current == null
                || !current.quorate()
                || state.epoch() > current.ring().epoch();
    }

    /**
     * Why a node cannot be right.
     *
     * @param node whose connection the answer came by
     * @param state the answer
     * @param store the store that answered
     * @param current the ring in use
     * @param namesake the node that is known under the name that the answer gives to its sender, if any
     * @return the contradiction, or null
     */
    @Nullable
    String contradiction(
            final Node node,
            final RingState state,
            final StoreId store,
            final @Nullable Topology current,
            final @Nullable Node namesake) {
        if (current == null || !current.quorate()) {
            return null;
        }
        final String impostor = impostor(node, state, store, current, namesake);
        if (impostor != null) {
            return impostor;
        }
        final RingSnapshot ring = current.ring();
        if (state.epoch() == ring.epoch() && !sameMembers(ring, state.nodes())) {
            return "epoch " + state.epoch() + " has two lists of members: node " + node.name() + " says "
                    + names(state.nodes()) + ", this client uses " + names(ring.nodes())
                    + "; restart the nodes that are wrong, or raise the epoch of all";
        }
        if (state.epoch() > ring.epoch() && !isMember(node, current) && !sharesMembers(ring, state.nodes())) {
            return "node " + node.name() + " is of another cluster: its members are " + names(state.nodes())
                    + ", none of which is among " + names(ring.nodes()) + "; give the client servers of one cluster";
        }
        return null;
    }

    static List<String> names(final List<NodeDescriptor> members) {
        return members.stream().map(NodeDescriptor::name).toList();
    }

    private static @Nullable String impostor(
            final Node node,
            final RingState state,
            final StoreId store,
            final Topology current,
            final @Nullable Node namesake) {
        final String self = state.selfName();
        if (self == null || self.equals(node.name())) {
            return null;
        }
        if (isMember(node, current)) {
            return "at " + node.descriptor().address() + ", where " + node.name()
                    + " should be, a node answers that is " + self
                    + "; start each node with its own --advertise and list of peers";
        }
        return namesake != null && namesake.hasOtherStore(store)
                ? "two nodes say that they are " + self + ", at "
                        + namesake.descriptor().address() + " and at "
                        + node.descriptor().address() + "; start each node with its own --advertise"
                : null;
    }

    private static boolean isMember(final Node node, final Topology current) {
        final int index = current.ring().indexOf(node.name());
        return index >= 0 && current.node(index) == node;
    }

    private static boolean sharesMembers(final RingSnapshot ring, final List<NodeDescriptor> members) {
        return members.stream().anyMatch(member -> ring.indexOf(member.name()) >= 0);
    }

    /** Compares without building a ring, which takes long for many members. */
    private static boolean sameMembers(final RingSnapshot ring, final List<NodeDescriptor> members) {
        if (members.size() != ring.nodeCount()) {
            return false;
        }
        for (final NodeDescriptor member : members) {
            final int index = ring.indexOf(member.name());
            if (index < 0 || ring.node(index).weight() != member.weight()) {
                return false;
            }
        }
        return true;
    }
}

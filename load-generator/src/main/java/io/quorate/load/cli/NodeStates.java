package io.quorate.load.cli;

import io.quorate.engine.NodeStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Says how members fare, in words. */
final class NodeStates {

    private NodeStates() {}

    static List<NodeStatus> sorted(final Collection<NodeStatus> nodes) {
        return nodes.stream().sorted(Comparator.comparing(NodeStatus::name)).toList();
    }

    /** How one member fares. */
    static String text(final NodeStatus node) {
        final StringBuilder text = new StringBuilder(node.connected() ? "up" : "down");
        if (!node.address().equals(node.name())) {
            text.append(", dialled as ").append(node.address());
        }
        if (node.olderServer()) {
            text.append(", older server");
        }
        if (node.sick()) {
            text.append(", sick after ").append(node.failuresInRow()).append(" failures");
        }
        final String problem = node.lastProblem();
        if (problem != null) {
            // One that is connected and has a problem has not shown that it is this member of this ring.
            text.append(node.connected() ? ", not used: " : ": ").append(OptionNames.in(problem));
        }
        return text.toString();
    }

    /** Whether nothing is known of it yet: neither that it can be reached nor that it cannot. */
    static boolean isUnknown(final NodeStatus node) {
        return !node.connected() && node.failuresInRow() == 0;
    }

    /** A line for each member that a run has ended without. */
    static List<String> notConnected(final Collection<NodeStatus> nodes) {
        return sorted(nodes).stream()
                .filter(node -> !node.connected() || node.lastProblem() != null)
                .map(node -> "node " + node.name() + " at the end: " + text(node))
                .toList();
    }
}

package io.quorate.load.report;

import io.quorate.load.record.ReplicaOutage;
import io.quorate.load.record.ReplicaSummary;
import io.quorate.load.record.ReplicaTraffic;
import io.quorate.load.record.Times;
import io.quorate.load.workload.OperationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Shows as text how the replicas answered.
 *
 * <p><b>Units.</b> Milliseconds; outages in seconds from the start of the measured load. A percentile with fewer than ten replies beyond it is
 * marked {@code ~}, as chance decides it.
 */
public final class ReplicaTable {

    private static final int WIDTH = 150;
    private static final int MOST_OUTAGES = 3;
    private static final double MEDIAN = 50;
    private static final double HIGH = 99;
    private static final double NEEDED_BEYOND = 10;
    private static final double NS_PER_S = 1e9;
    private static final String GAP = "   ";

    private ReplicaTable() {}

    /**
     * The summary, line by line.
     *
     * @param summary how the replicas answered
     * @return no lines if there are no nodes
     */
    public static List<String> lines(final ReplicaSummary summary) {
        final List<String> lines = new ArrayList<>();
        if (summary.nodes().isEmpty()) {
            return lines;
        }
        nodes(summary, lines);
        summary.quorum().forEach((type, times) -> lines.add(operation(type, times, summary.straggler())));
        lines.add(traffic(summary.traffic()));
        return lines;
    }

    /** One line, unless that is too long: then one for each node. */
    private static void nodes(final ReplicaSummary summary, final List<String> lines) {
        final List<String> nodes =
                summary.nodes().stream().map(ReplicaTable::node).toList();
        final String slowest = summary.quorum().isEmpty()
                ? ""
                : "slowest in quorum: " + shares(summary, summary::shareSlowestInQuorum);
        final String all = ("node  " + String.join(GAP, nodes) + GAP + slowest).stripTrailing();
        if (all.length() <= WIDTH) {
            lines.add(all);
        } else {
            nodes.forEach(node -> lines.add("node  " + node));
            if (!slowest.isEmpty()) {
                lines.add(slowest);
            }
        }
        if (!summary.straggler().isEmpty()) {
            lines.add("last of all replicas: " + shares(summary, summary::shareLast));
        }
    }

    private static String node(final ReplicaSummary.Node node) {
        final StringBuilder text =
                new StringBuilder(64).append(node.name()).append(" p99 ").append(percentile(node.allService(), HIGH));
        final List<String> remarks = new ArrayList<>();
        if (node.outageCount() > 0) {
            remarks.add(down(node));
        }
        if (node.failures() > 0) {
            remarks.add(String.format(Locale.ROOT, "%,d failed", node.failures()));
        }
        if (!remarks.isEmpty()) {
            text.append(" (").append(String.join(", ", remarks)).append(')');
        }
        return text.toString();
    }

    /** For example {@code down 30.0-40.2s, since 55.1s}. */
    private static String down(final ReplicaSummary.Node node) {
        final List<ReplicaOutage> outages = node.outages();
        final String shown = outages.stream()
                .limit(MOST_OUTAGES)
                .map(ReplicaTable::outage)
                .collect(Collectors.joining(", ", "down ", ""));
        return node.outageCount() <= MOST_OUTAGES
                ? shown
                : String.format(
                        Locale.ROOT,
                        "%s and %,d times more, %s in all",
                        shown,
                        node.outageCount() - MOST_OUTAGES,
                        seconds(node.downNs()) + "s");
    }

    private static String outage(final ReplicaOutage outage) {
        return outage.over()
                ? seconds(outage.fromNs()) + "-" + seconds(outage.toNs()) + "s"
                : "since " + seconds(outage.fromNs()) + "s";
    }

    private static String seconds(final long ns) {
        return String.format(Locale.ROOT, "%.1f", ns / NS_PER_S);
    }

    private static String shares(final ReplicaSummary summary, final ToDoubleFunction<ReplicaSummary.Node> share) {
        return summary.nodes().stream()
                .map(node -> String.format(Locale.ROOT, "%s %.0f%%", node.name(), 100 * share.applyAsDouble(node)))
                .collect(Collectors.joining(" "));
    }

    private static String operation(
            final OperationType type, final Histogram quorum, final Map<OperationType, Histogram> stragglers) {
        final String text = String.format(Locale.ROOT, "%-6sdecided after %s", type.label(), times(quorum));
        final Histogram gaps = stragglers.get(type);
        return gaps == null ? text : text + GAP + "last reply later by " + times(gaps);
    }

    private static String times(final Histogram times) {
        return "p50 " + percentile(times, MEDIAN) + " p99 " + percentile(times, HIGH);
    }

    private static String percentile(final Histogram times, final double percentile) {
        final long total = times.getTotalCount();
        if (total == 0) {
            return "-";
        }
        final boolean byChance = total * (100 - percentile) / 100 < NEEDED_BEYOND;
        return (byChance ? "~" : "") + Times.ms(times.getValueAtPercentile(percentile));
    }

    private static String traffic(final ReplicaTraffic traffic) {
        final List<String> parts = new ArrayList<>();
        parts.add(count(traffic.sends(), "sends"));
        parts.add(count(traffic.retries(), "retries"));
        parts.add(count(traffic.lateReplies(), "late replies"));
        parts.add(count(traffic.repairsSent(), "read repairs"));
        addIfAny(parts, traffic.repairsDropped(), "repairs dropped");
        addIfAny(parts, traffic.repairsFailed(), "repairs failed");
        addIfAny(parts, traffic.writeBacks(), "write-backs");
        addIfAny(parts, traffic.failures(), "sends failed");
        addIfAny(parts, traffic.givenUp(), "operations gave up their late replies");
        return "replicas: " + String.join(", ", parts);
    }

    private static void addIfAny(final List<String> parts, final long count, final String what) {
        if (count > 0) {
            parts.add(count(count, what));
        }
    }

    private static String count(final long count, final String what) {
        return String.format(Locale.ROOT, "%,d %s", count, what);
    }
}

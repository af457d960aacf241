package io.quorate.transport.grpc;

import io.quorate.bench.ClosedLoop;
import io.quorate.bench.Spread;
import io.quorate.bench.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Operations per second with a fixed number of them under way, processor time and allocation for each of them. */
final class ThroughputComparison {

    private static final long LONGEST_SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SETTLE_PART = 4;
    private static final double NS_PER_US = 1_000;
    private static final String LINE = "%-4s %9s %9s %2s  %-24s %12s  %-24s %10s %10s %7s %10s %7s%n";

    private final CompareOptions options;
    private final List<Cell> cells = new ArrayList<>();

    ThroughputComparison(final CompareOptions options) {
        this.options = options;
    }

    /** One measurement. Bytes and the first time are the client's JVM's. */
    record Sample(double opsPerSecond, double clientCpuNs, double nodesCpuNs, double allocatedBytes) {

        Map<String, Object> toMap() {
            final Map<String, Object> map = new LinkedHashMap<>();
            map.put("opsPerSecond", opsPerSecond);
            map.put("clientCpuNsPerOp", clientCpuNs);
            map.put("nodesCpuNsPerOp", nodesCpuNs);
            map.put("clientBytesPerOp", allocatedBytes);
            return map;
        }
    }

    /** All measurements of a side under the same conditions. */
    private static final class Cell {

        private final int replicas;
        private final int valueBytes;
        private final int inFlight;
        private final String op;
        private final Side side;
        private final List<Sample> samples = new ArrayList<>();
        private int repeatCount;
        private boolean isFaulty;

        Cell(final int replicas, final int valueBytes, final int inFlight, final String op, final Side side) {
            this.replicas = replicas;
            this.valueBytes = valueBytes;
            this.inFlight = inFlight;
            this.op = op;
            this.side = side;
        }

        boolean isBeside(final Cell other) {
            return replicas == other.replicas
                    && valueBytes == other.valueBytes
                    && inFlight == other.inFlight
                    && op.equals(other.op);
        }

        double[] values(final ToDoubleFunction<Sample> what) {
            return samples.stream().mapToDouble(what).toArray();
        }

        double median(final ToDoubleFunction<Sample> what) {
            return Spread.of(values(what)).median();
        }
    }

    /** Measures and prints; tells whether no side failed. */
    boolean run() throws IOException, InterruptedException {
        for (final int valueBytes : options.valueBytes()) {
            for (final int replicas : options.replicas()) {
                runAgainst(replicas, valueBytes);
            }
        }
        print();
        return cells.stream().allMatch(cell -> !cell.isFaulty);
    }

    /** The measurements for the results file. */
    List<Map<String, Object>> rows() {
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (final Cell cell : cells) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("op", cell.op);
            row.put("side", cell.side.toString());
            row.put("inFlight", cell.inFlight);
            row.put("valueBytes", cell.valueBytes);
            row.put("replicas", cell.replicas);
            row.put("repeated", cell.repeatCount);
            if (!cell.isFaulty) {
                final Sample median = new Sample(
                        cell.median(Sample::opsPerSecond),
                        cell.median(Sample::clientCpuNs),
                        cell.median(Sample::nodesCpuNs),
                        cell.median(Sample::allocatedBytes));
                row.put("median", median.toMap());
                final Cell reference = referenceOf(cell);
                if (!reference.isFaulty) {
                    final Spread ratio =
                            Spread.ofRatios(cell.values(Sample::opsPerSecond), reference.values(Sample::opsPerSecond));
                    row.put("ratio", ratio.median());
                    row.put("ratioMin", ratio.min());
                    row.put("ratioMax", ratio.max());
                }
                row.put("samples", cell.samples.stream().map(Sample::toMap).toList());
            } else {
                row.put("failed", true);
            }
            rows.add(row);
        }
        return rows;
    }

    private void runAgainst(final int replicas, final int valueBytes) throws IOException, InterruptedException {
        final List<Cell> turn = new ArrayList<>();
        for (final int inFlight : options.inFlight()) {
            for (final String op : options.ops()) {
                for (final Side side : options.sides()) {
                    turn.add(new Cell(replicas, valueBytes, inFlight, op, side));
                }
            }
        }
        cells.addAll(turn);
        final int lanes =
                options.inFlight().stream().mapToInt(Integer::intValue).max().orElseThrow();
        try (Loops loops = Loops.start(Load.of(replicas, valueBytes, false), lanes)) {
            for (int round = 1 - options.warmUpRounds(); round <= options.rounds(); round++) {
                System.out.printf(
                        Locale.ROOT,
                        "%d nodes, values of %d bytes: %s%n",
                        replicas,
                        valueBytes,
                        round < 1 ? "warm-up" : "round " + round + " of " + options.rounds());
                for (final Cell cell : turn) {
                    if (!cell.isFaulty) {
                        measure(cell, loops, round >= 1);
                    }
                }
            }
        }
    }

    /** A measurement that fails is made once more, with new connections, and that is reported. In the warm-up failures are no news. */
    private void measure(final Cell cell, final Loops loops, final boolean counts) throws IOException {
        Sample sample = tryMeasure(cell, loops, counts);
        if (sample == null && counts) {
            cell.repeatCount++;
            sample = tryMeasure(cell, loops, true);
        }
        if (sample == null && counts) {
            cell.isFaulty = true;
        } else if (sample != null && counts) {
            cell.samples.add(sample);
        }
    }

    private @Nullable Sample tryMeasure(final Cell cell, final Loops loops, final boolean counts) throws IOException {
        try {
            return measure(loops.get(cell.side, cell.op), loops.nodes(), cell.inFlight, options.measureNs());
        } catch (final IllegalStateException e) {
            System.out.printf(
                    "%s: %s of %s with %d in flight: %s%n",
                    counts ? "FAILED" : "failed while warming up", cell.op, cell.side, cell.inFlight, e.getMessage());
            loops.discard(cell.side, cell.op);
            return null;
        }
    }

    /** Runs a loop for some time, and reads the counters while all its lanes are busy. */
    static Sample measure(final ClosedLoop loop, final NodesProcess nodes, final int inFlight, final long measureNs) {
        loop.start(inFlight);
        loop.await(inFlight);
        loop.runFor(Math.min(LONGEST_SETTLE_NS, measureNs / SETTLE_PART));
        final long nodesCpuNs = nodes.cpuNs();
        final long bytes = Usage.allocatedBytes();
        final long cpuNs = Usage.cpuNs();
        final long ops = loop.endedCount();
        final long startNs = System.nanoTime();
        loop.runFor(measureNs);
        final double passedNs = System.nanoTime() - startNs;
        final double count = loop.endedCount() - ops;
        final double usedCpuNs = Usage.cpuNs() - cpuNs;
        final double usedBytes = Usage.allocatedBytes() - bytes;
        final double usedNodesCpuNs = nodes.cpuNs() - nodesCpuNs;
        loop.stop();
        return new Sample(
                count / passedNs * TimeUnit.SECONDS.toNanos(1),
                usedCpuNs / count,
                usedNodesCpuNs / count,
                usedBytes / count);
    }

    private Cell referenceOf(final Cell cell) {
        return cells.stream()
                .filter(other -> other.side == options.reference() && other.isBeside(cell))
                .findFirst()
                .orElseThrow();
    }

    private void print() {
        System.out.printf(
                "%nMedians of %d rounds; x is of %s, within each round.%n%n", options.rounds(), options.reference());
        System.out.printf(
                Locale.ROOT,
                LINE,
                "op",
                "in flight",
                "value B",
                "N",
                "side",
                "ops/s",
                "x (min..max)",
                "nodes us",
                "client us",
                "x",
                "client B",
                "x");
        for (final Cell cell : cells) {
            final Cell reference = referenceOf(cell);
            if (cell.isFaulty || reference.isFaulty) {
                System.out.printf(
                        "%s of %s with %d in flight: FAILED%n",
                        cell.op, cell.isFaulty ? cell.side : reference.side, cell.inFlight);
                continue;
            }
            final double cpuNs = cell.median(Sample::clientCpuNs);
            final double bytes = cell.median(Sample::allocatedBytes);
            System.out.printf(
                    Locale.ROOT,
                    LINE,
                    cell.op,
                    cell.inFlight,
                    cell.valueBytes,
                    cell.replicas,
                    cell.side,
                    String.format(Locale.ROOT, "%,.0f", cell.median(Sample::opsPerSecond)),
                    Spread.ofRatios(cell.values(Sample::opsPerSecond), reference.values(Sample::opsPerSecond)),
                    decimals(cell.median(Sample::nodesCpuNs) / NS_PER_US),
                    decimals(cpuNs / NS_PER_US),
                    decimals(cpuNs / reference.median(Sample::clientCpuNs)),
                    String.format(Locale.ROOT, "%,.1f", bytes),
                    decimals(bytes / reference.median(Sample::allocatedBytes)));
        }
    }

    private static String decimals(final double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}

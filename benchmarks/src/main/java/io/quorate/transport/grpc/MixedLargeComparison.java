package io.quorate.transport.grpc;

import io.quorate.bench.OpenLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Response times of small operations alone, and beside a few large puts of the same client: what a large value does to those that have to share a
 * connection with it.
 */
final class MixedLargeComparison {

    private final CompareOptions options;
    private final List<LatencyRow> alone = new ArrayList<>();
    private final List<LatencyRow> beside = new ArrayList<>();

    MixedLargeComparison(final CompareOptions options) {
        this.options = options;
    }

    /** Measures and prints; tells whether every operation ended well. */
    boolean run() throws IOException, InterruptedException {
        for (final String op : options.ops()) {
            for (final Side side : options.sides()) {
                alone.add(new LatencyRow(op, side + " alone", options.rate()));
                beside.add(new LatencyRow(op, side + " beside large puts", options.rate()));
            }
        }
        long failedCount = 0;
        final Load load =
                Load.of(options.replicas().get(0), options.valueBytes().get(0), true);
        try (Loops loops = Loops.start(load, LatencyComparison.LANES)) {
            for (int round = 1 - options.warmUpRounds(); round <= options.rounds(); round++) {
                System.out.printf(
                        Locale.ROOT,
                        "%,.0f small operations per second, %s large puts of %d bytes: %s%n",
                        options.rate(),
                        options.largePerSecond(),
                        options.largeBytes(),
                        round < 1 ? "warm-up" : "round " + round + " of " + options.rounds());
                failedCount += runRound(loops, round);
            }
        }
        LatencyRow.printHead("the same alone");
        boolean well = failedCount == 0;
        for (int i = 0; i < alone.size(); i++) {
            alone.get(i).print(alone.get(i));
            beside.get(i).print(alone.get(i));
            well &= alone.get(i).isWell() && beside.get(i).isWell();
        }
        if (failedCount > 0) {
            System.out.println("FAILED: " + failedCount + " large puts");
        }
        return well;
    }

    /** The measurements for the results file. */
    List<Map<String, Object>> rows() {
        final List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < alone.size(); i++) {
            all.add(described(alone.get(i).toMap(null), 0));
            all.add(described(beside.get(i).toMap(alone.get(i)), options.largePerSecond()));
        }
        return all;
    }

    private Map<String, Object> described(final Map<String, Object> row, final double largePerSecond) {
        final Map<String, Object> described = new LinkedHashMap<>(row);
        described.put("largePerSecond", largePerSecond);
        described.put("largeBytes", options.largeBytes());
        return described;
    }

    /** Returns how many large puts failed. */
    private long runRound(final Loops loops, final int round) throws IOException {
        long failedCount = 0;
        int row = 0;
        for (final String op : options.ops()) {
            for (final Side side : options.sides()) {
                final OpenLoop.Result quiet =
                        LatencyComparison.measure(loops, side, op, options, options.rate(), round);
                final QuorateLoop loop = (QuorateLoop) loops.get(side, op);
                final OpenLoop.Result loud;
                final LargePuts puts = LargePuts.start(loop.client(), options.largeBytes(), options.largePerSecond());
                try (puts) {
                    loud = LatencyComparison.measure(loops, side, op, options, options.rate(), round);
                }
                failedCount += puts.failedCount();
                if (round >= 1) {
                    alone.get(row).add(quiet);
                    beside.get(row).add(loud);
                }
                row++;
            }
        }
        return failedCount;
    }
}

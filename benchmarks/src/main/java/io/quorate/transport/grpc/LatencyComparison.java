package io.quorate.transport.grpc;

import io.quorate.bench.Arrivals;
import io.quorate.bench.OpenLoop;
import io.quorate.bench.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Response times of all sides under the same load, which does not wait for answers. */
final class LatencyComparison {

    /** Operations that may be under way; more would only wait elsewhere. */
    static final int LANES = 512;

    private static final int FULL_IN_FLIGHT = 128;
    private static final int FULL_ROUNDS = 3;
    private static final double PERCENT = 100;
    private static final long LONGEST_WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int WARM_UP_PART = 4;
    private static final long SEED = 0x5eed;

    private final CompareOptions options;
    private final Map<String, Map<Side, LatencyRow>> rows = new LinkedHashMap<>();

    LatencyComparison(final CompareOptions options) {
        this.options = options;
    }

    /** Measures and prints; tells whether every operation ended well. */
    boolean run() throws IOException, InterruptedException {
        final Load load =
                Load.of(options.replicas().get(0), options.valueBytes().get(0), false);
        try (Loops loops = Loops.start(load, LANES)) {
            for (final String op : options.ops()) {
                run(op, loops);
            }
        }
        LatencyRow.printHead(options.reference().toString());
        boolean well = true;
        for (final Map<Side, LatencyRow> sides : rows.values()) {
            for (final LatencyRow row : sides.values()) {
                row.print(reference(sides));
                well &= row.isWell();
            }
        }
        return well;
    }

    /** The measurements for the results file. */
    List<Map<String, Object>> rows() {
        final List<Map<String, Object>> all = new ArrayList<>();
        rows.values().forEach(sides -> sides.values().forEach(row -> all.add(row.toMap(reference(sides)))));
        return all;
    }

    private LatencyRow reference(final Map<Side, LatencyRow> sides) {
        final LatencyRow row = sides.get(options.reference());
        if (row == null) {
            throw new IllegalStateException("nothing measured of " + options.reference());
        }
        return row;
    }

    private void run(final String op, final Loops loops) throws IOException {
        final double rate = rate(op, loops);
        final Map<Side, LatencyRow> sides = new LinkedHashMap<>();
        options.sides().forEach(side -> sides.put(side, new LatencyRow(op, side.toString(), rate)));
        rows.put(op, sides);
        for (int round = 1 - options.warmUpRounds(); round <= options.rounds(); round++) {
            System.out.printf(
                    Locale.ROOT,
                    "%ss, %,.0f per second: %s%n",
                    op,
                    rate,
                    round < 1 ? "warm-up" : "round " + round + " of " + options.rounds());
            for (final Map.Entry<Side, LatencyRow> entry : sides.entrySet()) {
                final OpenLoop.Result result = measure(loops, entry.getKey(), op, options, rate, round);
                if (round >= 1) {
                    entry.getValue().add(result);
                }
            }
        }
    }

    /** The same arrivals for all sides of a round. */
    static OpenLoop.Result measure(
            final Loops loops,
            final Side side,
            final String op,
            final CompareOptions options,
            final double rate,
            final int round)
            throws IOException {
        final Arrivals arrivals = options.isPoisson() ? Arrivals.poisson(rate, SEED + round) : Arrivals.constant(rate);
        final long measureNs = options.measureNs();
        final OpenLoop.Result result = new OpenLoop(loops.get(side, op), arrivals)
                .run(Math.min(LONGEST_WARM_UP_NS, measureNs / WARM_UP_PART), measureNs);
        if (result.failedCount() + result.unfinishedCount() > 0) {
            loops.discard(side, op);
        }
        return result;
    }

    private double rate(final String op, final Loops loops) throws IOException {
        if (!options.isOpenLoopRelative()) {
            return options.openLoopRate();
        }
        final double[] full = new double[FULL_ROUNDS];
        for (int round = -options.warmUpRounds(); round < FULL_ROUNDS; round++) {
            final double opsPerSecond = ThroughputComparison.measure(
                            loops.get(Side.TUNED_UNARY, op), loops.nodes(), FULL_IN_FLIGHT, options.measureNs())
                    .opsPerSecond();
            full[Math.max(0, round)] = opsPerSecond;
        }
        final double most = Spread.of(full).median();
        System.out.printf(
                Locale.ROOT,
                "%ss: %s reaches %,.0f per second with %d in flight%n",
                op,
                Side.TUNED_UNARY,
                most,
                FULL_IN_FLIGHT);
        return most * options.openLoopRate() / PERCENT;
    }
}

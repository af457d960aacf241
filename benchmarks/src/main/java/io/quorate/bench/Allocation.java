package io.quorate.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * What an operation allocates, as JMH's allocation profiler measured it, and whether that passes as nothing.
 *
 * <p>The profiler counts the whole JVM, JMH's own work between iterations included, which on a busy machine is shared by few operations.
 * So nothing means: at most {@value #LIMIT_BYTES} B, which an object made in every 32nd operation exceeds, and {@value #BACKGROUND_BYTES_PER_US} B more for
 * every microsecond that an operation took.
 *
 * @param name of the benchmark, with its parameters
 * @param bytes per operation, NaN when they could not be measured
 * @param us microseconds per operation
 */
record Allocation(String name, double bytes, double us) {

    static final double LIMIT_BYTES = 0.5;
    static final double BACKGROUND_BYTES_PER_US = 0.05;

    private static final String RATE = "gc.alloc.rate";
    private static final String PER_OPERATION = "gc.alloc.rate.norm";
    private static final String UNIT = "ns/op";
    private static final double NS_PER_US = 1_000;

    /** The mean of some iterations of a benchmark that reports the average time of an operation. */
    static Allocation mean(final String name, final List<IterationResult> iterations) {
        double bytes = 0;
        double us = 0;
        for (final IterationResult iteration : iterations) {
            if (!iteration.getScoreUnit().equals(UNIT)) {
                throw new IllegalArgumentException(name + " reports " + iteration.getScoreUnit() + ", not " + UNIT);
            }
            bytes += bytesPerOperation(
                    iteration.getSecondaryResults().get(RATE),
                    iteration.getSecondaryResults().get(PER_OPERATION));
            us += iteration.getPrimaryResult().getScore() / NS_PER_US;
        }
        return new Allocation(name, bytes / iterations.size(), us / iterations.size());
    }

    /**
     * Reads the profiler's figures. It leaves the bytes per operation out when there were none, and also when it cannot measure them; the two
     * differ in that the rate is a number or not.
     */
    static double bytesPerOperation(final @Nullable Result<?> rate, final @Nullable Result<?> perOperation) {
        if (rate == null || Double.isNaN(rate.getScore())) {
            return Double.NaN;
        }
        return perOperation == null ? 0 : perOperation.getScore();
    }

    /** What is wrong, null when nothing is. */
    @Nullable
    String fault() {
        if (Double.isNaN(bytes)) {
            return "FAILED: what " + name + " allocates could not be measured";
        }
        return bytes > limitBytes()
                ? String.format(
                        Locale.ROOT,
                        "FAILED: %s allocates %.3f B/op; up to %.3f would pass as nothing",
                        name,
                        bytes,
                        limitBytes())
                : null;
    }

    private double limitBytes() {
        return LIMIT_BYTES + BACKGROUND_BYTES_PER_US * us;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%9.3f B/op %9.3f us/op  %s", bytes, us, name);
    }
}

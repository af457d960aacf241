package io.quorate.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * What an operation allocates, as JMH's allocation profiler measured it, and whether that passes as what is allowed.
 *
 * <p>The profiler counts the whole JVM, JMH's own work between iterations included, which on a busy machine is shared by few operations.
 * So up to {@value #LIMIT_BYTES} B more than allowed pass, which an object made in every 32nd operation exceeds, and
 * {@value #BACKGROUND_BYTES_PER_US} B more for every microsecond that an operation took.
 *
 * @param name of the benchmark, with its parameters
 * @param allowed bytes per operation, NaN when nobody has said
 * @param bytes per operation, NaN when they could not be measured
 * @param us microseconds per operation
 */
record Allocation(String name, double allowed, double bytes, double us) {

    static final String HEADING = "     B/op   allowed     us/op            benchmark";
    static final double LIMIT_BYTES = 0.5;
    static final double BACKGROUND_BYTES_PER_US = 0.05;

    private static final String RATE = "gc.alloc.rate";
    private static final String PER_OPERATION = "gc.alloc.rate.norm";
    private static final String UNIT = "ns/op";
    private static final double NS_PER_US = 1_000;

    /** The mean of some iterations of a benchmark that reports the average time of an operation. */
    static Allocation mean(final String name, final double allowed, final List<IterationResult> iterations) {
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
        return new Allocation(name, allowed, bytes / iterations.size(), us / iterations.size());
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
        if (Double.isNaN(allowed)) {
            return "FAILED: " + name + " has no entry in the baseline";
        }
        return bytes > limitBytes()
                ? String.format(
                        Locale.ROOT,
                        "FAILED: %s allocates %.3f B/op; up to %.3f would pass as the %s that are allowed",
                        name,
                        bytes,
                        limitBytes(),
                        shown(allowed))
                : null;
    }

    private double limitBytes() {
        return allowed + LIMIT_BYTES + BACKGROUND_BYTES_PER_US * us;
    }

    /** One line of the table. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%9.3f %9s %9.3f  %-6s    %s",
                bytes,
                shown(allowed),
                us,
                fault() == null ? "ok" : "FAILED",
                name);
    }

    private static String shown(final double bytes) {
        return Double.isNaN(bytes)
                ? "?"
                : bytes == Math.rint(bytes) ? Long.toString((long) bytes) : Double.toString(bytes);
    }
}

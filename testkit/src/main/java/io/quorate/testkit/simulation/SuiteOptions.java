package io.quorate.testkit.simulation;

import java.util.function.UnaryOperator;

/**
 * Which seeds a {@link SimulationSuite} runs, and how.
 *
 * <p><b>Threads.</b> Immutable, as far as the settings are: they are applied by several threads at a time.
 *
 * @param firstSeed the first seed; the others follow one by one, past the largest number on to the smallest
 * @param seedCount how many seeds, at least 1
 * @param threads how many simulations run at a time, 1 to 1,024
 * @param keepGoing whether to run all seeds although some fail; otherwise none is begun after a failure
 * @param settings what is the same for all seeds; whatever they leave alone is drawn from the seed
 */
public record SuiteOptions(
        long firstSeed,
        long seedCount,
        int threads,
        boolean keepGoing,
        UnaryOperator<SimulationOptions.Builder> settings) {

    /** Most simulations that run at a time. */
    public static final int MAX_THREADS = 1_024;

    /** Checks the ranges. */
    public SuiteOptions {
        if (seedCount < 1) {
            throw new IllegalArgumentException("seedCount=" + seedCount + " must be at least 1");
        }
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads=" + threads + " must be 1 to " + MAX_THREADS);
        }
    }

    /**
     * All that is drawn from each seed, one thread per processor, until the first failure.
     *
     * @param firstSeed the first seed
     * @param seedCount how many seeds, at least 1
     * @return the options
     */
    public static SuiteOptions ofSeeds(final long firstSeed, final long seedCount) {
        return new SuiteOptions(
                firstSeed,
                seedCount,
                Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
                false,
                UnaryOperator.identity());
    }

    /**
     * The options of one seed.
     *
     * @param seed any
     * @return what is to be run
     */
    public SimulationOptions of(final long seed) {
        return settings.apply(SimulationOptions.builder(seed)).build();
    }
}

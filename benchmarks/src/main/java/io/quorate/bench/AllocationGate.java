package io.quorate.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of what must not allocate, shortly, and fails when one does. Times are not judged.
 *
 * <p><b>Threads.</b> One.
 */
public final class AllocationGate {

    /** What must not allocate: patterns of names, each of which must match something. */
    static final List<String> HOT = List.of(
            "ring\\.KeyHashBenchmark\\.(xxh3|murmur3|sip)$",
            "ring\\.RingLookupBenchmark\\.lookup$",
            "quorum\\.ConflictResolutionBenchmark\\.(newest|wholeGet)$",
            "quorate\\.InProcessQuorumBenchmark\\.(get|put)(NoOpTransport)?$");

    /** The last iteration includes the benchmark's tear-down, and is left out. */
    private static final int ITERATIONS = 3;

    /** JMH's own use of Unsafe is no concern of who reads the output; older JVMs do not know the option. */
    private static final String UNSAFE_IN_SILENCE = "--sun-misc-unsafe-memory-access=allow";

    private static final int WARMUP_ITERATIONS = 2;
    private static final int ITERATION_MS = 500;

    private AllocationGate() {}

    /**
     * Runs the gate. Ends with code 0 when nothing allocates, 1 when something does or could not be measured.
     *
     * @param args a file for JMH's results as JSON, or nothing
     * @throws RunnerException if a benchmark fails
     */
    public static void main(final String[] args) throws RunnerException {
        final ChainedOptionsBuilder options = new OptionsBuilder()
                .param("keyLength", "16")
                .param("nodes", "3", "1000")
                .param("replies", "3")
                .forks(1)
                .jvmArgs(
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        UNSAFE_IN_SILENCE);
        if (args.length > 0) {
            options.result(args[0]).resultFormat(ResultFormatType.JSON);
        }
        final long startNs = System.nanoTime();
        final List<String> faults = check(HOT, options.build());
        System.out.printf(
                Locale.ROOT, "allocation gate: %d s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
        faults.forEach(System.err::println);
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** Runs the benchmarks that the patterns match, prints what each allocates, and tells what is wrong. */
    static List<String> check(final List<String> patterns, final Options options) throws RunnerException {
        final List<String> faults = new ArrayList<>();
        final ChainedOptionsBuilder all = new OptionsBuilder()
                .parent(options)
                .warmupIterations(WARMUP_ITERATIONS)
                .warmupTime(TimeValue.milliseconds(ITERATION_MS))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(ITERATION_MS))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        patterns.forEach(all::include);
        final List<String> names = new ArrayList<>();
        for (final RunResult result : new Runner(all.build()).run()) {
            names.add(result.getParams().getBenchmark());
            for (final BenchmarkResult fork : result.getBenchmarkResults()) {
                final Collection<IterationResult> iterations = fork.getIterationResults();
                final Allocation allocation = Allocation.mean(
                        nameOf(result.getParams()), List.copyOf(iterations).subList(0, iterations.size() - 1));
                System.out.println(allocation);
                final String fault = allocation.fault();
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
        for (final String pattern : patterns) {
            if (names.stream().noneMatch(Pattern.compile(pattern).asPredicate())) {
                faults.add("FAILED: no benchmark matches " + pattern + ": if it was renamed, so must the gate's list");
            }
        }
        return faults;
    }

    private static String nameOf(final BenchmarkParams params) {
        final Map<String, String> values = new TreeMap<>();
        for (final String key : params.getParamsKeys()) {
            values.put(key, params.getParam(key));
        }
        return params.getBenchmark() + (values.isEmpty() ? "" : " " + values);
    }
}

package io.quorate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of a baseline, shortly, and fails when one allocates more than the baseline allows, or was not measured. Times are
 * not judged.
 *
 * <p><b>Threads.</b> One.
 */
public final class AllocationGate {

    /** The last iteration includes the benchmark's tear-down, and is left out. */
    private static final int ITERATIONS = 3;

    /** JMH's own use of Unsafe is no concern of who reads the output; older JVMs do not know the option. */
    private static final String UNSAFE_IN_SILENCE = "--sun-misc-unsafe-memory-access=allow";

    private static final int WARMUP_ITERATIONS = 2;
    private static final int ITERATION_MS = 500;

    private AllocationGate() {}

    /**
     * Runs the gate. Ends with code 0 when all is within the baseline, 1 when something is not or could not be measured.
     *
     * @param args the baseline, and a file for JMH's results as JSON if they are wanted
     * @throws RunnerException if a benchmark fails
     * @throws IOException if the baseline cannot be read
     */
    public static void main(final String[] args) throws RunnerException, IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: AllocationGate baseline.json [results.json]");
            System.exit(2);
        }
        final ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .jvmArgs(
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        UNSAFE_IN_SILENCE);
        if (args.length > 1) {
            options.result(args[1]).resultFormat(ResultFormatType.JSON);
        }
        final long startNs = System.nanoTime();
        final List<String> faults = check(AllocationBaseline.read(Path.of(args[0])), options.build(), System.out);
        System.out.printf(
                Locale.ROOT, "allocation gate: %d s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
        faults.forEach(System.err::println);
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** Runs what the baseline lists, prints a table of what each allocates, and tells what is wrong. */
    static List<String> check(final AllocationBaseline baseline, final Options options, final PrintStream out)
            throws RunnerException {
        final ChainedOptionsBuilder all = new OptionsBuilder()
                .parent(options)
                .warmupIterations(WARMUP_ITERATIONS)
                .warmupTime(TimeValue.milliseconds(ITERATION_MS))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(ITERATION_MS))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        baseline.patterns().forEach(all::include);
        baseline.parameters().forEach((name, values) -> all.param(name, values.toArray(new String[0])));
        out.println(Allocation.HEADING);
        final List<String> faults = new ArrayList<>();
        final Set<String> measured = new HashSet<>();
        for (final RunResult result : run(all.build())) {
            for (final BenchmarkResult fork : result.getBenchmarkResults()) {
                final Allocation allocation = measuredIn(fork, baseline);
                measured.add(allocation.name());
                out.println(allocation);
                final String fault = allocation.fault();
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
        for (final String name : baseline.allowedBytes().keySet()) {
            if (!measured.contains(name)) {
                faults.add("FAILED: " + name
                        + " is in the baseline and was not measured: if it was renamed, so must its entry be");
            }
        }
        return faults;
    }

    private static Collection<RunResult> run(final Options options) throws RunnerException {
        try {
            return new Runner(options).run();
        } catch (final NoBenchmarksException none) {
            return List.of();
        }
    }

    private static Allocation measuredIn(final BenchmarkResult fork, final AllocationBaseline baseline) {
        final List<IterationResult> iterations = List.copyOf(fork.getIterationResults());
        final String name = nameOf(fork.getParams());
        final Double allowed = baseline.allowedBytes().get(name);
        return Allocation.mean(
                name, allowed == null ? Double.NaN : allowed, iterations.subList(0, iterations.size() - 1));
    }

    private static String nameOf(final BenchmarkParams params) {
        final Map<String, String> values = new TreeMap<>();
        for (final String key : params.getParamsKeys()) {
            values.put(key, params.getParam(key));
        }
        return AllocationBaseline.nameOf(params.getBenchmark(), values);
    }
}

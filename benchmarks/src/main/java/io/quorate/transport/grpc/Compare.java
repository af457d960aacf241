package io.quorate.transport.grpc;

import io.quorate.bench.Json;
import io.quorate.bench.Logs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the sides of {@link Side} in one sitting: same nodes, same two warm JVMs, short measurements in turn, A B C A B C, and ratios within
 * each turn. Whatever slows the machine for a while then slows all of them.
 *
 * <pre>benchmarks/compare --json results.json</pre>
 *
 * <p>JMH's forks are not used: with a fork for each measurement, most of the time would go into warming up, and turns would be minutes apart. The price
 * is that compiled code is shared between the sides; {@link GrpcQuorumBenchmark} has the same operations in forks of their own.
 */
public final class Compare {

    private static final int USAGE_ERROR = 2;
    private static final int FAILED = 1;

    private Compare() {}

    /**
     * Runs what the arguments ask for, prints a table, and writes the results where they say. Exits with 1 if a side failed, with 2 if the arguments are
     * wrong.
     *
     * @param args see {@code --help}
     */
    public static void main(final String[] args) throws IOException, InterruptedException {
        Logs.onlyWarnings();
        if (List.of(args).contains("--help")) {
            System.out.print(CompareOptions.USAGE);
            return;
        }
        final CompareOptions options;
        try {
            options = CompareOptions.parse(args);
        } catch (final IllegalArgumentException e) {
            System.err.println("compare: " + e.getMessage());
            System.err.print(CompareOptions.USAGE);
            System.exit(USAGE_ERROR);
            return;
        }
        if (!run(options)) {
            System.exit(FAILED);
        }
    }

    /** Tells whether all went well. */
    static boolean run(final CompareOptions options) throws IOException, InterruptedException {
        final Map<String, Object> results = new LinkedHashMap<>();
        results.put("about", about(options));
        final boolean well;
        if (options.isOpenLoop()) {
            final LatencyComparison comparison = new LatencyComparison(options);
            well = comparison.run();
            results.put("latency", comparison.rows());
        } else if (options.isMixedLarge()) {
            final MixedLargeComparison comparison = new MixedLargeComparison(options);
            well = comparison.run();
            results.put("mixedLarge", comparison.rows());
        } else {
            final ThroughputComparison comparison = new ThroughputComparison(options);
            well = comparison.run();
            results.put("throughput", comparison.rows());
        }
        final Path file = options.json();
        if (file != null) {
            Files.write(file, Json.write(results).getBytes(StandardCharsets.UTF_8));
            System.out.println("written to " + file);
        }
        return well;
    }

    private static Map<String, Object> about(final CompareOptions options) {
        final Map<String, Object> about = new LinkedHashMap<>();
        about.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        about.put("label", options.label());
        about.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        about.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("processors", Runtime.getRuntime().availableProcessors());
        about.put("rounds", options.rounds());
        about.put("warmUpRounds", options.warmUpRounds());
        about.put("seconds", options.measureNs() / 1e9);
        about.put("reference", options.reference().toString());
        return about;
    }
}

package io.quorate.load.cli;

import io.quorate.load.workload.KeyChoice;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Preset;
import io.quorate.load.workload.ValueSizes;
import io.quorate.load.workload.ValueStamp;
import io.quorate.load.workload.Workload;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What operations do, and to which keys. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WorkloadOptions {

    private static final int MAX_KEYS = 100_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            description =
                    "ycsb-a, ycsb-b, ycsb-c, ycsb-d or ycsb-f, whose mixes and key distributions are those of YCSB; read"
                            + " or write. --mix and --key-dist go before what it says.")
    private @Nullable String preset;

    @Option(
            names = "--mix",
            paramLabel = "OP=WEIGHT,...",
            description = "Proportion of get, put, delete and rmw, which reads a key and then writes it"
                    + " (default: get=95,put=5).")
    private @Nullable String mix;

    @Option(
            names = "--keys",
            paramLabel = "COUNT",
            defaultValue = "10k",
            converter = Numbers.Whole.class,
            description = "How many keys (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--key-dist",
            paramLabel = "DISTRIBUTION",
            description =
                    "Which keys: uniform; zipf:THETA, over the real number of keys; ycsb-zipf, with the constants of YCSB;"
                            + " latest:THETA, the newest most; hotspot:20/80, 80 %% of operations on 20 %% of keys; exp:95/14;"
                            + " seq, one after the other; trace:FILE, a key number per line (default: uniform).")
    private @Nullable String keyDistribution;

    @Option(
            names = "--key-size",
            paramLabel = "BYTES",
            defaultValue = "15",
            converter = Numbers.Whole.class,
            description = "Length of each key (default: ${DEFAULT-VALUE}).")
    private int keySize;

    @Option(
            names = "--value-size",
            paramLabel = "BYTES",
            defaultValue = "128",
            description =
                    "Length of values: a number; uniform:A-B; lognormal:MEDIAN,P99; list:64*80,1024*15,65536*5, sizes"
                            + " with weights (default: ${DEFAULT-VALUE}).")
    private String valueSize;

    @Option(
            names = "--compressible",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Which share of a value can be compressed away, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private String compressible;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Decides arrivals, operations, keys and values (default: random, and printed).")
    private @Nullable Long seed;

    @Option(
            names = "--no-preload",
            description =
                    "Do not write the keys before the load. What they hold then is not judged until the load has written to"
                            + " them.")
    private boolean noPreload;

    /** The seed that was given, or one that is drawn now. */
    long seed() {
        if (seed == null) {
            // 48 bits can be read, typed, and kept by every JSON reader.
            seed = RANDOM.nextLong() >>> 16;
        }
        return seed;
    }

    /** Whether the keys are to be written before the load. */
    boolean isPreloaded() {
        return !noPreload;
    }

    /** The workload, with keys and values of at most so many bytes; a usage error if something is not valid. Its
     * values name a run that no other has, or what one left behind could pass for one of the other's. */
    Workload workload(final int maxKeyBytes, final int maxValueBytes) {
        if (keys < 1 || keys > MAX_KEYS) {
            throw usage("--keys=" + keys + " must be 1 to " + MAX_KEYS);
        }
        if (keySize > maxKeyBytes) {
            throw usage("--key-size=" + keySize + " must be at most " + maxKeyBytes);
        }
        try {
            final Workload.Builder builder = Workload.builder();
            if (preset != null) {
                builder.preset(Preset.parse(preset));
            }
            if (mix != null) {
                builder.mix(Mix.parse(mix));
            }
            if (keyDistribution != null) {
                builder.keyChoice(KeyChoice.parse(keyDistribution));
            }
            return builder.seed(seed())
                    .runNumber(RANDOM.nextInt(ValueStamp.RUNS))
                    .keyCount(keys)
                    .keySize(keySize)
                    .valueSizes(ValueSizes.parse(valueSize, maxValueBytes))
                    .compressible(ValueSizes.parseCompressible(compressible))
                    .build();
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

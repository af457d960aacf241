package io.quorate.load.cli;

import io.quorate.load.workload.ValueSizes;
import io.quorate.load.workload.ValueStamp;
import io.quorate.load.workload.Workload;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which keys there are, and how values are made. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeySpaceOptions {

    private static final int MAX_KEYS = 100_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--keys",
            paramLabel = "COUNT",
            defaultValue = "10k",
            converter = Numbers.Whole.class,
            description = "How many keys (default: ${DEFAULT-VALUE}).")
    private int keys;

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

    /** A number that no other run has, or so nearly. */
    static int newRunNumber() {
        return RANDOM.nextInt(ValueStamp.RUNS);
    }

    /** The seed that was given, or one that is drawn now. */
    long seed() {
        if (seed == null) {
            // 48 bits can be read, typed, and kept by every JSON reader.
            seed = RANDOM.nextLong() >>> 16;
        }
        return seed;
    }

    /** Whether a seed was given or has been drawn. */
    boolean hasSeed() {
        return seed != null;
    }

    /** A workload on these keys, of at most so many bytes, with what else is said of it; a usage error if something is not valid. */
    Workload workload(
            final int maxKeyBytes,
            final int maxValueBytes,
            final int runNumber,
            final Consumer<Workload.Builder> more) {
        if (keys < 1 || keys > MAX_KEYS) {
            throw usage("--keys=" + keys + " must be 1 to " + MAX_KEYS);
        }
        if (keySize > maxKeyBytes) {
            throw usage("--key-size=" + keySize + " must be at most " + maxKeyBytes);
        }
        try {
            final Workload.Builder builder = Workload.builder();
            more.accept(builder);
            return builder.seed(seed())
                    .runNumber(runNumber)
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

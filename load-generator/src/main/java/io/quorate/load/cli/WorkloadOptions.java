package io.quorate.load.cli;

import io.quorate.load.workload.KeyChoice;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Preset;
import io.quorate.load.workload.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What operations do, and to which keys. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WorkloadOptions {

    @Mixin
    private KeySpaceOptions keySpace;

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
            names = "--key-dist",
            paramLabel = "DISTRIBUTION",
            description =
                    "Which keys: uniform; zipf:THETA, over the real number of keys; ycsb-zipf, with the constants of YCSB;"
                            + " latest:THETA, the newest most; hotspot:20/80, 80 %% of operations on 20 %% of keys; exp:95/14;"
                            + " seq, one after the other; trace:FILE, a key number per line (default: uniform).")
    private @Nullable String keyDistribution;

    @Option(
            names = "--no-preload",
            description =
                    "Do not write the keys before the load. What they hold then is not judged until the load has written to"
                            + " them; values of quorate load with the same --seed are recognised.")
    private boolean noPreload;

    KeySpaceOptions keySpace() {
        return keySpace;
    }

    /** The seed that was given, or one that is drawn now. */
    long seed() {
        return keySpace.seed();
    }

    /** Whether the keys are to be written before the load. */
    boolean isPreloaded() {
        return !noPreload;
    }

    /** The workload, with keys and values of at most so many bytes; a usage error if something is not valid. Its
     * values name a run that no other has, or what one left behind could pass for one of the other's. */
    Workload workload(final int maxKeyBytes, final int maxValueBytes) {
        return keySpace.workload(maxKeyBytes, maxValueBytes, KeySpaceOptions.newRunNumber(), builder -> {
            if (preset != null) {
                builder.preset(Preset.parse(preset));
            }
            if (mix != null) {
                builder.mix(Mix.parse(mix));
            }
            if (keyDistribution != null) {
                builder.keyChoice(KeyChoice.parse(keyDistribution));
            }
        });
    }
}

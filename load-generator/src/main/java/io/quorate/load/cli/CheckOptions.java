package io.quorate.load.cli;

import io.quorate.load.check.CheckMode;
import io.quorate.load.check.CheckSettings;
import io.quorate.load.check.RegisterCheck;
import io.quorate.load.check.ViolationSink;
import io.quorate.load.workload.ValueStamp;
import io.quorate.load.workload.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How what is read is judged. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CheckOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--check",
            paramLabel = "MODE",
            description =
                    "What to ask of each value that is read: off; integrity, it is whole and was written by this run, to this"
                            + " key; regular, also no older than the last write that had been acknowledged before; atomic, also no older than"
                            + " what any read had returned before. Where R + W <= N, old values are counted by age, and are no violation"
                            + " (default: regular, off where values are shorter than " + ValueStamp.BYTES + " bytes).")
    private @Nullable CheckMode mode;

    /** The check of a load on a workload; null if there is none. */
    @Nullable
    RegisterCheck create(
            final Workload workload,
            final int mostKeys,
            final boolean promised,
            final ViolationSink sink,
            final long nowNs) {
        final CheckMode inForce = mode(workload);
        return inForce == CheckMode.OFF
                ? null
                : new RegisterCheck(
                        CheckSettings.of(
                                inForce,
                                promised,
                                workload.runNumber(),
                                mostKeys,
                                workload.valueSizes().min()),
                        sink,
                        nowNs);
    }

    /** The mode in force; a usage error if it cannot be. */
    CheckMode mode(final Workload workload) {
        final boolean tooShort = workload.valueSizes().max() < ValueStamp.BYTES;
        if (mode == null) {
            return tooShort ? CheckMode.OFF : CheckMode.REGULAR;
        }
        if (mode != CheckMode.OFF && tooShort) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--check=" + mode.label() + " needs values that say who wrote them, of at least " + ValueStamp.BYTES
                            + " bytes, and --value-size=" + workload.valueSizes()
                            + ": make them longer, or use --check=off");
        }
        return mode;
    }
}

package io.quorate.load.cli;

import io.quorate.load.config.ConfigDefaults;
import io.quorate.load.config.ResolvedConfig;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options from a file, and all options in force. */
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields
final class ConfigOptions {

    static final String RUN_ID = "run-id";

    /** What is in the configuration of a run beside options. */
    private static final Set<String> FACTS = Set.of(RUN_ID);

    /** Where results go, what is shown and when it begins change nothing in a load, which can be repeated when its instant has passed. */
    private static final Set<String> OMITTED = Set.of("out", "progress", "start-at");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Take options from a YAML file, under the same names, or from the run.json of a run (or a search.json, or"
                            + " sweep.json), which repeats it; the command line goes before the file.")
    private @Nullable String config;

    @Option(names = "--print-config", description = "Print all options in force as such a file, and do nothing else.")
    private boolean print;

    /** Makes what a file says the defaults, before arguments are parsed. */
    static void install(final CommandLine commandLine, final String... args) {
        ConfigDefaults.install(commandLine, FACTS, args);
    }

    /** Every option with its value in force; what the command has decided by itself goes before what was asked. */
    Map<String, Object> resolved(final Map<String, Object> decided) {
        return ResolvedConfig.of(spec, decided, OMITTED);
    }

    /** Shows the options if that is all there is to do. */
    boolean isPrinted(final Map<String, Object> resolved) {
        if (print) {
            spec.commandLine().getOut().print(ResolvedConfig.yaml(resolved));
            spec.commandLine().getOut().flush();
        }
        return print;
    }

    /** The same for all generators of one load, whichever part each makes. */
    static String runId(final Map<String, Object> resolved) {
        final Map<String, Object> common = new LinkedHashMap<>(resolved);
        common.remove("shard");
        common.remove("pacers");
        common.remove("wait");
        final CRC32C crc = new CRC32C();
        crc.update(ResolvedConfig.yaml(common).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}

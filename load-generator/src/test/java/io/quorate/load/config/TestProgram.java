package io.quorate.load.config;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Commands with options of every form, which do nothing but keep what they were given. */
@Command(
        name = "program",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        subcommands = {TestProgram.Load.class, TestProgram.Search.class, TestProgram.Plain.class})
final class TestProgram implements Runnable {

    static final Set<String> FACTS = Set.of("arrivals");

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT)
    void verbose(final boolean isVerbose) {}

    @Override
    public void run() {}

    static final class Shared {
        @Option(names = "--timeout", defaultValue = "2s")
        String timeout;

        @Option(names = "--read-quorum", defaultValue = "2")
        int readQuorum;
    }

    @Command(name = "load")
    static final class Load implements Runnable {
        @Spec
        CommandSpec spec;

        @Mixin
        Shared shared;

        @Option(names = "--config")
        @Nullable
        Path config;

        @Option(names = "--print-config")
        boolean printConfig;

        @Option(names = "--rate", required = true)
        double rate;

        @Option(names = {"-s", "--seed"})
        @Nullable
        Long seed;

        @Option(names = "--name")
        @Nullable
        String name;

        @Option(names = "--binary")
        boolean binary;

        @Option(names = "--unit", defaultValue = "SECONDS")
        TimeUnit unit;

        @Option(names = "--slo", split = ",")
        @Nullable
        List<String> slo;

        @Option(names = "--fault")
        @Nullable
        List<String> fault;

        @Option(names = "--mix", defaultValue = "get=95,put=5")
        String mix;

        @Option(names = "--out")
        @Nullable
        Path out;

        @Parameters(arity = "0..1")
        @Nullable
        String rest;

        @Nullable
        Map<String, Object> resolved;

        @Override
        public void run() {
            resolved = ResolvedConfig.of(spec, Map.of(), Set.of("out"));
            if (printConfig) {
                spec.commandLine().getOut().print(ResolvedConfig.yaml(resolved));
                spec.commandLine().getOut().flush();
            }
        }

        List<Object> values() {
            return Arrays.asList(rate, seed, name, binary, unit, slo, fault, mix, shared.timeout, shared.readQuorum);
        }
    }

    @Command(name = "search")
    static final class Search implements Runnable {
        @Option(names = "--config")
        @Nullable
        Path config;

        @Option(names = "--from", defaultValue = "1")
        int from;

        @Override
        public void run() {}
    }

    @Command(name = "plain")
    static final class Plain implements Runnable {
        @Option(names = "--other", defaultValue = "1")
        int other;

        @Override
        public void run() {}
    }

    /** What a call came to. */
    record Called(int exitCode, String out, String err, Load load, Search search) {}

    static Called call(final String... args) {
        final CommandLine root = new CommandLine(new TestProgram());
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        root.setOut(new PrintWriter(out));
        root.setErr(new PrintWriter(err));
        root.setParameterExceptionHandler((error, given) -> {
            error.getCommandLine().getErr().println(error.getMessage() + ConfigDefaults.origin(error));
            return 2;
        });
        ConfigDefaults.install(root, FACTS, args);
        final int exitCode = root.execute(args);
        return new Called(
                exitCode,
                out.toString(),
                err.toString(),
                root.getSubcommands().get("load").getCommand(),
                root.getSubcommands().get("search").getCommand());
    }
}

package io.quorate.load.cli;

import io.quorate.load.target.SimulatedServer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command puts under load. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LoadTargetOptions {

    private static final String LOCAL = "local";
    private static final String IN_PROCESS = "inprocess";
    private static final String NO_OP = "noop";
    private static final String SIMULATED = "sim:";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT,...",
            defaultValue = LOCAL,
            description =
                    "Servers to dial; local, three nodes are started on this machine, and stopped afterwards; inprocess, three"
                            + " nodes inside this program; noop, nothing, which shows what this program itself can do; sim:SPEC, a"
                            + " simulated server, for example sim:servers=1,service=200us (default: ${DEFAULT-VALUE}).")
    private String target;

    /** Checks what can be checked before anything is opened. */
    void check() {
        if (isServers()) {
            Servers.parse(spec, "--target", target);
        } else if (isSimulated()) {
            simulatedServer();
        }
    }

    String text() {
        return target;
    }

    boolean isLocal() {
        return target.equals(LOCAL);
    }

    boolean isInProcess() {
        return target.equals(IN_PROCESS);
    }

    boolean isNoOp() {
        return target.equals(NO_OP);
    }

    boolean isSimulated() {
        return target.startsWith(SIMULATED);
    }

    /** The simulated server that it names; a usage error if its description is not valid. */
    SimulatedServer simulatedServer() {
        try {
            return SimulatedServer.parse(target.substring(SIMULATED.length()));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--target=" + target + ": " + e.getMessage(), e);
        }
    }

    /** Whether there are servers already. */
    boolean isServers() {
        return !isLocal() && !isInProcess() && !isNoOp() && !isSimulated();
    }
}

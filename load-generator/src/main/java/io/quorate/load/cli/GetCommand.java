package io.quorate.load.cli;

import io.quorate.GetResult;
import io.quorate.QuorateClient;
import io.quorate.validation.KeyText;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a key. */
@Command(
        name = "get",
        description = "Reads a key, and prints its value and nothing else.",
        footer = {
            "",
            "Example:",
            "  quorate get --target 127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003 user/42",
            "",
            "An absent key prints nothing on standard output, a message on standard error, and exits with 1."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GetCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private ClientOptions client;

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key;

    @Override
    public Integer call() {
        final byte[] bytes = client.reach().key(key);
        try (QuorateClient connected = target.connect(client)) {
            final GetResult result = connected.get(bytes);
            final byte[] value = result.value();
            if (value == null) {
                spec.commandLine().getErr().println("quorate: key " + KeyText.of(bytes) + " is absent");
                return ExitCode.FAILED;
            }
            if (!result.confirmed()) {
                spec.commandLine()
                        .getErr()
                        .println("quorate: the value is not confirmed: a later get may find an older one");
            }
            // As bytes: a value need not be text.
            final PrintStream out = System.out;
            out.write(value, 0, value.length);
            out.println();
            out.flush();
            return ExitCode.OK;
        }
    }
}

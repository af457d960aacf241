package io.quorate.load.cli;

import io.quorate.DeleteResult;
import io.quorate.QuorateClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a key. */
@Command(
        name = "delete",
        description = "Removes a key, and prints the version of the removal and what was there before.",
        footer = {
            "",
            "Example:",
            "  quorate delete --target 127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003 user/42",
            "",
            "To remove a key that is absent is no error."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeleteCommand implements Callable<Integer> {

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
            final DeleteResult result = connected.delete(bytes);
            Answers.written(spec.commandLine(), "delete", result.version(), result.previous(), result.superseded());
            return ExitCode.OK;
        }
    }
}

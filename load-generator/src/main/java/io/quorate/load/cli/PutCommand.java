package io.quorate.load.cli;

import io.quorate.PutResult;
import io.quorate.QuorateClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a value. */
@Command(
        name = "put",
        description = "Writes a value, and prints its version and what was there before.",
        footer = {
            "",
            "Example:",
            "  quorate put --target 127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003 user/42 'Ada Lovelace'",
            "",
            "When the exit code is 1 and the message says INDETERMINATE, the value may have been written or not."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PutCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private ClientOptions client;

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(paramLabel = "VALUE", description = "The value.")
    private String value;

    @Override
    public Integer call() {
        final byte[] keyBytes = client.reach().key(key);
        final byte[] valueBytes = client.reach().value(value);
        try (QuorateClient connected = target.connect(client)) {
            final PutResult result = connected.put(keyBytes, valueBytes);
            Answers.written(spec.commandLine(), "put", result.version(), result.previous(), result.superseded());
            return ExitCode.OK;
        }
    }
}

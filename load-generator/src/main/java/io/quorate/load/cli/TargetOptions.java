package io.quorate.load.cli;

import io.quorate.QuorateClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cluster that a command talks to. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TargetOptions {

    private static final int IN_FLIGHT_PER_NODE = 16;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT,...",
            required = true,
            description = "Servers to dial, separated by commas. Of a cluster of Quorate nodes one that runs is enough;"
                    + " older servers must all be named.")
    private String target;

    ClientOptions client() {
        return client;
    }

    /** Connects; fails with {@link CommandFailure} or a usage error. */
    QuorateClient connect() {
        client.check();
        Servers.parse(spec, "--target", target);
        return Connecting.connect(
                builder -> builder.target(target), client, client.grpc(IN_FLIGHT_PER_NODE, client.dialTimeout()), spec);
    }
}

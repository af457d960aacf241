package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.QuorateClientBuilder;
import io.quorate.transport.grpc.GrpcTransportOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cluster that a command talks to. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TargetOptions {

    private static final int IN_FLIGHT_PER_NODE = 16;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT,...",
            required = true,
            description = "Servers to dial, separated by commas. Of a cluster of Quorate nodes one that runs is enough;"
                    + " older servers must all be named.")
    private String target;

    /** Connects for operations; fails with {@link CommandFailure} or a usage error. */
    QuorateClient connect(final ClientOptions options) {
        options.check();
        return connect(options.client(), options.reach());
    }

    /** Connects only to look at the cluster; fails in the same ways. */
    QuorateClient connect(final ReachOptions options) {
        options.check();
        return connect(options.client(), options);
    }

    /** Connects for so many operations at a time; fails in the same ways. */
    QuorateClient connect(final ClientOptions options, final int maxInFlight) {
        options.check();
        final ReachOptions reach = options.reach();
        final int perNode = Math.max(GrpcTransportOptions.DEFAULT.maxInFlightPerNode(), maxInFlight);
        return Connecting.connect(
                builder -> options.limits(builder, maxInFlight).target(target),
                options.client(),
                reach.grpc(perNode, reach.dialTimeout()),
                spec);
    }

    /** Checks what can be checked before anything is opened. */
    void check() {
        Servers.parse(spec, "--target", target);
    }

    private QuorateClient connect(final QuorateClientBuilder options, final ReachOptions reach) {
        check();
        return Connecting.connect(
                builder -> builder.target(target), options, reach.grpc(IN_FLIGHT_PER_NODE, reach.dialTimeout()), spec);
    }
}

package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.QuorateClientBuilder;
import io.quorate.transport.Transport;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Connects clients so that wrong options become usage errors. */
final class Connecting {

    private Connecting() {}

    /** Connects; the transport is closed with the client, and when connecting fails. */
    static QuorateClient connect(
            final UnaryOperator<QuorateClientBuilder> servers,
            final QuorateClientBuilder options,
            final Transport transport,
            final CommandSpec spec) {
        boolean isConnected = false;
        try {
            final QuorateClient client =
                    servers.apply(options.transport(transport)).connect();
            isConnected = true;
            return client;
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), OptionNames.in(String.valueOf(e.getMessage())), e);
        } finally {
            if (!isConnected) {
                transport.close();
            }
        }
    }
}

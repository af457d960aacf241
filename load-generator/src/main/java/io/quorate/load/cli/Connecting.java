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
            final ClientOptions options,
            final Transport transport,
            final CommandSpec spec) {
        boolean isConnected = false;
        try {
            final QuorateClient client =
                    servers.apply(options.client().transport(transport)).connect();
            isConnected = true;
            return client;
        } catch (final IllegalArgumentException e) {
            // The client names options as its builder does, which is close enough to find them here.
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } finally {
            if (!isConnected) {
                transport.close();
            }
        }
    }
}

package io.quorate.load.cli;

import io.quorate.ring.NodeDescriptor;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads lists of servers, before anything is done with them. */
final class Servers {

    private Servers() {}

    /** The servers of an option, each {@code host:port}; a list that is malformed is a usage error. */
    static List<NodeDescriptor> parse(final CommandSpec spec, final String option, final String text) {
        final List<NodeDescriptor> servers = new ArrayList<>();
        for (final String part : text.split(",", -1)) {
            final String server = part.strip();
            if (server.isEmpty()) {
                throw usage(spec, option, text, "has an empty server: separate servers by single commas");
            }
            final NodeDescriptor descriptor = descriptor(spec, option, text, server);
            if (servers.contains(descriptor)) {
                throw usage(spec, option, text, "names " + server + " twice: remove one");
            }
            servers.add(descriptor);
        }
        return servers;
    }

    /** The one server of an option; a malformed one is a usage error. */
    static NodeDescriptor parseOne(final CommandSpec spec, final String option, final String text) {
        return descriptor(spec, option, text, text);
    }

    private static NodeDescriptor descriptor(
            final CommandSpec spec, final String option, final String text, final String server) {
        try {
            return NodeDescriptor.of(server);
        } catch (final IllegalArgumentException e) {
            throw usage(spec, option, text, "cannot be read: " + e.getMessage());
        }
    }

    private static ParameterException usage(
            final CommandSpec spec, final String option, final String text, final String problem) {
        return new ParameterException(spec.commandLine(), option + "=" + text + " " + problem);
    }
}

package io.quorate.load.cli;

import io.quorate.load.cluster.FreePorts;
import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.time.SystemEnv;
import io.quorate.transport.grpc.GrpcNodeServer;
import io.quorate.transport.grpc.GrpcNodeServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a storage node. */
@Command(
        name = "node",
        description = {
            "Runs a storage node, which keeps its keys in memory and serves every client of the kvstore contract.",
            "It prints \"listening on HOST:PORT\" when it is ready, and runs until it is stopped: exit code 0 after SIGTERM,"
                    + " 130 after Ctrl-C. What it held is gone then."
        },
        footer = {
            "",
            "A cluster of three, all with the same list of peers:",
            "  P=127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003",
            "  quorate node --listen 127.0.0.1:7001 --peers $P &",
            "  quorate node --listen 127.0.0.1:7002 --peers $P &",
            "  quorate node --listen 127.0.0.1:7003 --peers $P &",
            "",
            "Members change only by a higher --epoch, and nothing moves the data: a node that is restarted has forgotten its"
                    + " keys. To add or remove a node, stop the writers, restart all nodes with the new list and a higher"
                    + " --epoch, and write the data again (docs/operating.md)."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class NodeCommand implements Callable<Integer> {

    private static final int MOST_PORTS_TRIED = 10;
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Mixin
    private RingOptions ring;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            required = true,
            description = "Where to listen; port 0 is any free port.")
    private String listen;

    @Option(
            names = "--peers",
            paramLabel = "HOST:PORT,...",
            description =
                    "The members of the cluster, by the names that they advertise, separated by commas. This node may be"
                            + " among them. Without peers it is a cluster of its own.")
    private @Nullable String peers;

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description = "The node's name in the ring, at which clients dial it (default: where it listens).")
    private @Nullable String advertise;

    @Option(
            names = "--epoch",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Epoch of the ring: raise it whenever the members change (default: ${DEFAULT-VALUE}).")
    private long epoch;

    @Option(
            names = "--linearizable-puts",
            description = "The clients of the cluster use --consistency=linearizable; others are refused.")
    private boolean linearizablePuts;

    @Option(
            names = "--insecure-plaintext",
            description =
                    "Allow to listen where other machines can connect, although nothing is encrypted and nobody is"
                            + " authenticated.")
    private boolean insecurePlaintext;

    @Option(
            names = "--stop-with-input",
            hidden = true,
            description = "Stop when standard input ends, and only then: for a parent process.")
    private boolean stopWithInput;

    @Override
    public Integer call() throws InterruptedException {
        final Stop stop = new Stop(stopWithInput);
        final Running running = start();
        try {
            spec.commandLine()
                    .getOut()
                    .println("listening on " + hostPort(running.server()) + " as "
                            + running.node().config().selfName() + ", epoch " + epoch + ", "
                            + running.node().config().members().size() + " members");
            spec.commandLine().getOut().flush();
            return stop.await();
        } finally {
            running.server().stop(GRACE);
            running.node().close();
        }
    }

    private Running start() {
        final boolean mustFindPort = listen.endsWith(":0") && advertise == null;
        for (int i = 1; ; i++) {
            final String address = mustFindPort ? withFreePort() : listen;
            final GrpcNodeServerOptions options = options(address);
            final StorageNode node = new StorageNode(config(address), new MemoryEngine(env()), env());
            try {
                return new Running(node, serve(node, options));
            } catch (final IOException e) {
                node.close();
                // Another program may have taken the port since it was found.
                if (!mustFindPort || i == MOST_PORTS_TRIED) {
                    throw new CommandFailure(
                            ExitCode.CANNOT_CONNECT,
                            e.getMessage() + ": stop what uses the port, or listen elsewhere by --listen",
                            e);
                }
            }
        }
    }

    private GrpcNodeServerOptions options(final String address) {
        try {
            return GrpcNodeServerOptions.builder()
                    .listen(address)
                    .allowNonLoopback(insecurePlaintext)
                    .build();
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private GrpcNodeServer serve(final StorageNode node, final GrpcNodeServerOptions options) throws IOException {
        try {
            return GrpcNodeServer.start(node, options);
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    /** Members are named by a port, which therefore has to be known before the node listens. */
    private String withFreePort() {
        final String host = listen.substring(0, listen.length() - ":0".length());
        try {
            return host + ":" + FreePorts.find(bare(host), 1).get(0);
        } catch (final IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_CONNECT,
                    "cannot listen on " + listen + ": " + e.getMessage()
                            + ": name an address of this machine by --listen",
                    e);
        }
    }

    private static String bare(final String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private NodeConfig config(final String address) {
        final String self = advertise == null ? address : advertise;
        if (advertise == null && (address.startsWith("0.0.0.0:") || address.startsWith("[::]:"))) {
            throw usage("--listen=" + listen + " is every address of this machine, which is no name that clients can"
                    + " dial: say by --advertise how the node is reached");
        }
        try {
            final Set<NodeDescriptor> members = new LinkedHashSet<>();
            members.add(Servers.parseOne(spec, advertise == null ? "--listen" : "--advertise", self));
            if (peers != null) {
                members.addAll(Servers.parse(spec, "--peers", peers));
            }
            return NodeConfig.of(self, List.copyOf(members))
                    .withEpoch(epoch)
                    .withPlacement(ring.config(), linearizablePuts);
        } catch (final IllegalArgumentException e) {
            throw usage(OptionNames.in(String.valueOf(e.getMessage())));
        }
    }

    private static SystemEnv env() {
        return new SystemEnv("quorate-node-timer");
    }

    private static String hostPort(final GrpcNodeServer server) {
        final String host = server.address().getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + server.port();
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** What has to be taken down again. */
    private record Running(StorageNode node, GrpcNodeServer server) {}
}

package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.QuorateClientBuilder;
import io.quorate.load.cluster.LocalNodes;
import io.quorate.load.engine.Target;
import io.quorate.load.target.NoOpTarget;
import io.quorate.load.target.QuorateTarget;
import io.quorate.load.target.SimulatedServer;
import io.quorate.metrics.ClientListener;
import io.quorate.transport.grpc.GrpcTransportOptions;
import io.quorate.transport.inprocess.EmbeddedCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The cluster of a run, which is started for it unless there is one, and a client of it.
 *
 * <p><b>Ownership.</b> Closes the client, then what it started.
 */
final class RunTarget implements AutoCloseable {

    private static final int LOCAL_NODES = 3;
    private static final Duration LOCAL_PATIENCE = Duration.ofSeconds(30);

    private final CommandSpec spec;
    private final ClientOptions options;
    private final int maxInFlight;
    private final ClientListener listener;
    private @Nullable EmbeddedCluster embedded;
    private @Nullable LocalNodes nodes;
    private @Nullable QuorateClient client;
    private @Nullable Target other;
    private @Nullable SimulatedServer simulated;

    private RunTarget(
            final CommandSpec spec, final ClientOptions options, final int maxInFlight, final ClientListener listener) {
        this.spec = spec;
        this.options = options;
        this.maxInFlight = maxInFlight;
        this.listener = listener;
    }

    /** Starts what is not there yet, and connects a client with a listener. */
    static RunTarget open(
            final CommandSpec spec,
            final ClientOptions options,
            final LoadTargetOptions target,
            final int maxInFlight,
            final Path logs,
            final Consumer<String> say,
            final ClientListener listener)
            throws InterruptedException {
        final RunTarget opened = new RunTarget(spec, options, maxInFlight, listener);
        boolean ok = false;
        try {
            if (target.isLocal()) {
                opened.startNodes(logs, say);
            } else if (target.isInProcess()) {
                opened.startEmbedded(say);
            } else if (target.isNoOp()) {
                opened.other = new NoOpTarget();
            } else if (target.isSimulated()) {
                opened.simulated = target.simulatedServer().start();
                opened.other = opened.simulated;
            } else {
                say.accept("connecting to " + target.text());
                opened.connect(target.text(), options.reach().dialTimeout());
            }
            ok = true;
            return opened;
        } finally {
            if (!ok) {
                opened.close();
            }
        }
    }

    /** What loads go to. */
    Target target() {
        final QuorateClient connected = client;
        return connected == null ? Objects.requireNonNull(other, "nothing is open") : new QuorateTarget(connected);
    }

    /** The client; null where there is none behind the target. */
    @Nullable
    QuorateClient client() {
        return client;
    }

    /** What was started here and has ended by itself, for people; null if nothing has. */
    @Nullable
    String casualties() {
        final LocalNodes started = nodes;
        return started == null || started.dead().isEmpty()
                ? null
                : "nodes ended during the run: " + String.join(", ", started.dead());
    }

    private void startNodes(final Path logs, final Consumer<String> say) throws InterruptedException {
        say.accept("starting " + LOCAL_NODES + " nodes on this machine");
        final LocalNodes started;
        try {
            started = LocalNodes.start(LOCAL_NODES, nodeOptions(), logs);
        } catch (final IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_CONNECT,
                    "cannot start nodes: " + e.getMessage() + "; their logs are in " + logs,
                    e);
        }
        nodes = started;
        say.accept("nodes " + String.join(", ", started.addresses()) + ", processes " + started.processIds());
        // They are known to serve: on a busy machine it is this program that needs the time.
        final Duration patience = max(options.reach().dialTimeout(), LOCAL_PATIENCE);
        connect(String.join(",", started.addresses()), patience);
    }

    private List<String> nodeOptions() {
        final List<String> nodeOptions = options.reach().ring().arguments();
        if (options.reach().linearizablePuts()) {
            nodeOptions.add("--linearizable-puts");
        }
        return nodeOptions;
    }

    private static Duration max(final Duration a, final Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private void connect(final String servers, final Duration dialTimeout) {
        final int perNode = Math.max(GrpcTransportOptions.DEFAULT.maxInFlightPerNode(), maxInFlight);
        client = Connecting.connect(
                builder -> limits(builder).target(servers).dialTimeout(dialTimeout),
                options.client(),
                options.reach().grpc(perNode, dialTimeout),
                spec);
    }

    private void startEmbedded(final Consumer<String> say) {
        say.accept("starting " + LOCAL_NODES + " nodes inside this program");
        final EmbeddedCluster cluster = EmbeddedCluster.builder()
                .nodes(LOCAL_NODES)
                .placement(options.reach().ring().config(), options.reach().linearizablePuts())
                .start();
        embedded = cluster;
        client = Connecting.connect(
                builder -> limits(builder).seeds(cluster.addresses()), options.client(), cluster.transport(), spec);
    }

    /** The cap on what is in flight is the run's; the client's own must not get in its way. */
    private QuorateClientBuilder limits(final QuorateClientBuilder builder) {
        return options.limits(builder, Math.max(maxInFlight, Session.PRELOAD_CONCURRENCY))
                .listener(listener);
    }

    @Override
    public void close() {
        try {
            if (client != null) {
                client.close();
            }
        } finally {
            if (embedded != null) {
                embedded.close();
            }
            if (nodes != null) {
                nodes.close();
            }
            if (simulated != null) {
                simulated.close();
            }
        }
    }
}

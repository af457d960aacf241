package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.engine.NodeStatus;
import io.quorate.error.QuorateException;
import io.quorate.metrics.LatencySnapshot;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Asks the servers of a cluster for small things, one after the other, and takes the time of each reply. */
final class NodeProbe {

    private static final int WARM_GETS = 200;
    private static final int GETS = 1_000;
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_MS = 10;
    private static final String KEY = "quorate-doctor-";

    private final CommandSpec spec;
    private final ClientOptions options;
    private final CountDownLatch interrupted;

    NodeProbe(final CommandSpec spec, final ClientOptions options, final CountDownLatch interrupted) {
        this.spec = spec;
        this.options = options;
        this.interrupted = interrupted;
    }

    NodeTimes measure(final String target) throws InterruptedException {
        final List<NodeDescriptor> servers = Servers.parse(spec, "--target", target);
        final Map<String, String> unreachable = new LinkedHashMap<>();
        for (final NodeDescriptor server : servers) {
            final String problem = dial(server.address());
            if (problem != null) {
                unreachable.put(server.address(), problem);
            }
        }
        if (unreachable.size() == servers.size()) {
            return new NodeTimes(Map.of(), unreachable, Map.of());
        }
        try (QuorateClient client = Connecting.connect(
                builder -> builder.target(target),
                options.client(),
                options.reach()
                        .grpc(
                                GrpcTransportOptions.DEFAULT.maxInFlightPerNode(),
                                options.reach().dialTimeout()),
                spec)) {
            awaitStates(client);
            return ask(client, servers, unreachable);
        } catch (final QuorateException e) {
            if (Quorate.exitCode(e) != ExitCode.CANNOT_CONNECT) {
                throw e;
            }
            for (final NodeDescriptor server : servers) {
                unreachable.putIfAbsent(server.address(), OptionNames.in(String.valueOf(e.getMessage())));
            }
            return new NodeTimes(Map.of(), unreachable, Map.of());
        }
    }

    private NodeTimes ask(
            final QuorateClient client, final List<NodeDescriptor> servers, final Map<String, String> unreachable)
            throws InterruptedException {
        final Map<String, String> down = new LinkedHashMap<>();
        for (final NodeStatus node : NodeStates.sorted(client.nodes())) {
            if (!node.connected() && !unreachable.containsKey(node.address())) {
                final boolean isNamed =
                        servers.stream().anyMatch(server -> server.address().equals(node.address()));
                (isNamed ? unreachable : down).put(isNamed ? node.address() : node.name(), NodeStates.text(node));
            }
        }
        final Map<String, LatencySnapshot> before = new LinkedHashMap<>();
        final String problem = gets(client, WARM_GETS);
        for (final NodeStatus node : client.nodes()) {
            before.put(node.name(), node.replyLatency());
        }
        if (problem == null) {
            gets(client, GETS);
        }
        final Map<String, LatencySnapshot> replies = new LinkedHashMap<>();
        for (final NodeStatus node : NodeStates.sorted(client.nodes())) {
            final LatencySnapshot earlier = before.get(node.name());
            final LatencySnapshot since =
                    earlier == null ? node.replyLatency() : node.replyLatency().since(earlier);
            if (since.count() > 0) {
                replies.put(node.name(), since);
            }
        }
        return new NodeTimes(replies, unreachable, down);
    }

    /** What went wrong; null if nothing did. */
    private @Nullable String gets(final QuorateClient client, final int count) {
        final long startNs = System.nanoTime();
        for (int i = 1; i <= count && System.nanoTime() - startNs < LONGEST_NS && interrupted.getCount() > 0; i++) {
            try {
                client.get((KEY + i).getBytes(StandardCharsets.UTF_8));
            } catch (final QuorateException e) {
                // Replies came all the same, or the nodes are down and are told of.
                return String.valueOf(e.getMessage());
            }
        }
        return null;
    }

    private void awaitStates(final QuorateClient client) throws InterruptedException {
        final long waitNs =
                Math.min(LONGEST_WAIT_NS, options.reach().dialTimeout().toNanos());
        final long startNs = System.nanoTime();
        boolean isOver = false;
        while (!isOver && client.nodes().stream().anyMatch(NodeStates::isUnknown)) {
            isOver = interrupted.await(POLL_MS, TimeUnit.MILLISECONDS) || System.nanoTime() - startNs >= waitNs;
        }
    }

    /** What is in the way of a connection; null if nothing is. */
    private @Nullable String dial(final String address) {
        final int colon = address.lastIndexOf(':');
        final String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        final int port = Integer.parseInt(address.substring(colon + 1));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int)
                    Math.min(Integer.MAX_VALUE, options.reach().dialTimeout().toMillis()));
            return null;
        } catch (final UnknownHostException e) {
            return "there is no host " + host;
        } catch (final IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

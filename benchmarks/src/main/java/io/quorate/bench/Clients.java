package io.quorate.bench;

import io.quorate.QuorateClient;
import io.quorate.QuorateClientBuilder;
import io.quorate.engine.NodeStatus;
import io.quorate.transport.Transport;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients as benchmarks want them. */
public final class Clients {

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private Clients() {}

    /**
     * Connects to every server, not only to the first one that answers; with all options at their defaults.
     *
     * @param servers all of the cluster
     * @param transport to them, the client's from now on
     * @return a client with as many connections as there are servers
     */
    public static QuorateClient connect(final List<String> servers, final Transport transport) {
        return connect(QuorateClient.builder().seeds(servers).transport(transport), servers.size());
    }

    /**
     * Connects to every server, not only to the first one that answers.
     *
     * @param builder knows servers, transport and options
     * @param serverCount servers of the cluster
     * @return a client with so many connections
     */
    public static QuorateClient connect(final QuorateClientBuilder builder, final int serverCount) {
        Logs.onlyWarnings();
        final QuorateClient client = builder.connect();
        final long giveUpNs = System.nanoTime() + PATIENCE_NS;
        while (connectedCount(client) < serverCount) {
            if (giveUpNs - System.nanoTime() <= 0) {
                final List<NodeStatus> nodes = client.nodes();
                client.close();
                throw new IllegalStateException("not all nodes are connected: " + nodes);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        return client;
    }

    private static long connectedCount(final QuorateClient client) {
        return client.nodes().stream().filter(NodeStatus::connected).count();
    }
}

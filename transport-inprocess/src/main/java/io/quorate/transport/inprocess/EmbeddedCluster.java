package io.quorate.transport.inprocess;

import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingState;
import io.quorate.time.Env;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in this JVM, for tests, trials and load without a network.
 *
 * <pre>{@code
 * try (EmbeddedCluster cluster = EmbeddedCluster.start(3)) {
 *     Transport transport = cluster.transport();      // one for each client
 *     List<String> servers = cluster.addresses();
 *     cluster.node(1).faults().requests(FaultPlan.NONE.withDrop(0.1));
 *     cluster.node(2).crash();
 * }
 * }</pre>
 *
 * <p>Threads: thread-safe. One daemon thread carries delayed messages and deadlines; it sleeps while there are none. Guarantee: nodes are
 * {@link StorageNode}s and thus do what real ones do; an equal seed gives an equal sequence of faults for an
 * equal sequence of messages.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private final EmbeddedClusterConfig config;
    private final Env env;
    private final Scheduler scheduler;
    private final Object lock = new Object();

    /** All nodes ever started, in the order of their numbers; they and their ports stay until the cluster is closed. */
    private final List<EmbeddedNode> nodes = new ArrayList<>();

    private final Map<String, NodePort> ports = new ConcurrentHashMap<>();
    private final Set<InProcessTransport> transports = new LinkedHashSet<>();
    private List<NodeDescriptor> members;
    private long epoch;
    private boolean closed;

    EmbeddedCluster(final EmbeddedClusterConfig config, final Env env) {
        this.config = config;
        this.env = env;
        this.scheduler = new Scheduler(env);
        this.members = config.members();
        this.epoch = config.epoch();
    }

    /**
     * Starts a cluster of n nodes with the defaults of {@link #builder()}.
     *
     * @param nodeCount how many, 1 or more
     * @return the running cluster
     */
    public static EmbeddedCluster start(final int nodeCount) {
        return builder().nodes(nodeCount).start();
    }

    /**
     * Configures a cluster.
     *
     * @return a builder with 3 nodes, the default placement and no faults
     */
    public static EmbeddedClusterBuilder builder() {
        return new EmbeddedClusterBuilder();
    }

    /**
     * Makes a transport to this cluster.
     *
     * @return a new one, to be closed by the client that gets it, at the latest with the cluster
     * @throws IllegalStateException if the cluster is closed
     */
    public InProcessTransport transport() {
        final InProcessTransport transport = new InProcessTransport(this, scheduler);
        synchronized (lock) {
            checkOpen();
            transports.add(transport);
        }
        return transport;
    }

    /**
     * Where the members of the ring can be dialled.
     *
     * @return addresses in the order of the nodes' numbers
     */
    public List<String> addresses() {
        return members().stream().map(NodeDescriptor::address).toList();
    }

    /**
     * The members of the ring.
     *
     * @return descriptors in the order of the nodes' numbers
     */
    public List<NodeDescriptor> members() {
        synchronized (lock) {
            return members;
        }
    }

    /**
     * The ring's epoch.
     *
     * @return 1 or higher
     */
    public long epoch() {
        synchronized (lock) {
            return epoch;
        }
    }

    /**
     * All nodes, those that have left the ring included.
     *
     * @return nodes in the order of their numbers
     */
    public List<EmbeddedNode> nodes() {
        synchronized (lock) {
            return List.copyOf(nodes);
        }
    }

    /**
     * A node by its number.
     *
     * @param number 0 for the first
     * @return the node
     */
    public EmbeddedNode node(final int number) {
        synchronized (lock) {
            if (number < 0 || number >= nodes.size()) {
                throw new IllegalArgumentException(
                        "number=" + number + " of a node must be 0 to " + (nodes.size() - 1));
            }
            return nodes.get(number);
        }
    }

    /**
     * Starts one more node and makes it a member, in the next epoch of the ring, which all running nodes are told.
     *
     * @param descriptor its name, address, weight and zone, which no node has had before
     * @return the node
     */
    public EmbeddedNode addNode(final NodeDescriptor descriptor) {
        synchronized (lock) {
            checkOpen();
            final List<NodeDescriptor> changed = new ArrayList<>(members);
            changed.add(descriptor);
            final EmbeddedNode added = newNode(descriptor);
            changeMembers(changed);
            start(added);
            return added;
        }
    }

    /**
     * Takes a node out of the ring, in the next epoch, which all running nodes are told. The node goes on running.
     *
     * @param node a member
     */
    public void retireNode(final EmbeddedNode node) {
        synchronized (lock) {
            checkOpen();
            final List<NodeDescriptor> changed = new ArrayList<>(members);
            if (!changed.remove(node.descriptor()) || changed.isEmpty()) {
                throw new IllegalArgumentException("node " + node.descriptor().name() + " cannot leave the ring of "
                        + members.size() + " members: it is none of them, or the last");
            }
            changeMembers(changed);
        }
    }

    /** Closes all transports, ends all nodes and stops the thread. Idempotent. */
    @Override
    public void close() {
        final List<InProcessTransport> open;
        synchronized (lock) {
            closed = true;
            open = new ArrayList<>(transports);
        }
        open.forEach(InProcessTransport::close);
        env.close();
        nodes().forEach(EmbeddedNode::crash);
    }

    /** Starts the first nodes, and then, when nothing about them was wrong, the thread. */
    EmbeddedCluster startAll() {
        synchronized (lock) {
            members.forEach(this::newNode);
            nodes.forEach(this::start);
        }
        scheduler.start();
        return this;
    }

    /** Starts a node that is down. */
    void start(final EmbeddedNode node) {
        synchronized (lock) {
            checkOpen();
            node.port().start(newStorage(node.descriptor()));
        }
    }

    void forget(final InProcessTransport transport) {
        synchronized (lock) {
            transports.remove(transport);
        }
    }

    @Nullable
    NodePort port(final String address) {
        return ports.get(address);
    }

    int maxInFlight() {
        return config.maxInFlight();
    }

    long dialTimeoutNs() {
        return config.dialTimeoutNs();
    }

    private EmbeddedNode newNode(final NodeDescriptor descriptor) {
        for (final EmbeddedNode other : nodes) {
            if (other.descriptor().name().equals(descriptor.name())
                    || other.descriptor().address().equals(descriptor.address())) {
                throw new IllegalArgumentException("node " + descriptor + " has name or address of "
                        + other.descriptor() + ": each node needs its own");
            }
        }
        final NodePort port = new NodePort(descriptor.address(), config.seed(), nodes.size(), scheduler);
        final EmbeddedNode node = new EmbeddedNode(this, descriptor, port);
        nodes.add(node);
        ports.put(descriptor.address(), port);
        return node;
    }

    private StorageNode newStorage(final NodeDescriptor self) {
        if (!members.contains(self)) {
            throw new IllegalStateException("node " + self.name() + " has left the ring: add a node instead");
        }
        return new StorageNode(nodeConfig(self), config.engines().open(self, env), env);
    }

    private NodeConfig nodeConfig(final NodeDescriptor self) {
        return NodeConfig.of(self.name(), members)
                .withEpoch(epoch)
                .withPlacement(config.placement(), config.linearizablePuts())
                .withLimits(config.maxKeyBytes(), config.maxValueBytes());
    }

    private void changeMembers(final List<NodeDescriptor> changed) {
        members = List.copyOf(changed);
        epoch++;
        final RingState next = nodeConfig(members.get(0)).ringState(Math.max(0, env.wallMs()));
        for (final EmbeddedNode node : nodes) {
            final StorageNode storage = node.storage();
            if (storage != null) {
                storage.updateRing(new RingState(
                        false,
                        epoch,
                        node.descriptor().name(),
                        next.members(),
                        next.fingerprintText(),
                        next.updatedAtMs()));
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the embedded cluster is closed");
        }
    }
}

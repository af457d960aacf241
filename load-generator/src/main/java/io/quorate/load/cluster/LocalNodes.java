package io.quorate.load.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes on the loopback interface, each in a process of its own, which are started and stopped together.
 *
 * <p><b>Threads.</b> Thread-safe; {@link #start} and {@link #close} wait for a bounded time.
 *
 * <p><b>Guarantee.</b> The processes end with this object, with this JVM, and when this JVM is killed.
 */
public final class LocalNodes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalNodes.class);
    private static final String HOST = "127.0.0.1";
    private static final int MOST_STARTS = 3;
    private static final long START_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long STOP_NS = TimeUnit.SECONDS.toNanos(5);

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Thread hook = new Thread(this::stopAll, "quorate-stop-nodes");
    private boolean closed;

    private LocalNodes() {}

    /**
     * Starts a cluster.
     *
     * @param count how many nodes
     * @param nodeOptions options of every node, beside where it listens and who its peers are
     * @param logs folder where what the nodes say goes
     * @return the nodes, all of which serve
     * @throws IOException if that cannot be; nothing is left running
     * @throws InterruptedException if the thread is interrupted; nothing is left running
     */
    public static LocalNodes start(final int count, final List<String> nodeOptions, final Path logs)
            throws IOException, InterruptedException {
        IOException last = new IOException("no start was tried");
        for (int i = 0; i < MOST_STARTS; i++) {
            final LocalNodes started = new LocalNodes();
            boolean ok = false;
            try {
                started.startAll(count, nodeOptions, Files.createDirectories(logs));
                ok = true;
                return started;
            } catch (final IOException e) {
                // Another program may have taken a port in the moment between finding it and listening on it.
                last = e;
            } finally {
                if (!ok) {
                    started.close();
                }
            }
        }
        throw last;
    }

    /**
     * Where they can be dialled.
     *
     * @return addresses, in the order of their start
     */
    public List<String> addresses() {
        return nodes.stream().map(NodeProcess::name).toList();
    }

    /**
     * Which processes they are.
     *
     * @return process ids, in the order of their start
     */
    public List<Long> processIds() {
        return nodes.stream().map(NodeProcess::pid).toList();
    }

    /**
     * Those that have ended although nobody asked them to.
     *
     * @return addresses
     */
    public List<String> dead() {
        return nodes.stream()
                .filter(node -> !node.isAlive())
                .map(NodeProcess::name)
                .toList();
    }

    /** Stops all nodes, by force if they do not stop by themselves. Idempotent. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            LOG.debug("the JVM is shutting down: the hook stops the nodes too", e);
        }
        stopAll();
    }

    private void startAll(final int count, final List<String> nodeOptions, final Path logs)
            throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(hook);
        final List<String> addresses = FreePorts.find(HOST, count).stream()
                .map(port -> HOST + ":" + port)
                .toList();
        final String peers = String.join(",", addresses);
        for (int i = 0; i < count; i++) {
            final List<String> command = JavaCommand.ofThisProgram();
            command.addAll(List.of("node", "--listen", addresses.get(i), "--peers", peers, "--stop-with-input"));
            command.addAll(nodeOptions);
            add(NodeProcess.start(addresses.get(i), command, logs.resolve("node-" + (i + 1) + ".log")));
        }
        final long deadlineNs = System.nanoTime() + START_NS;
        for (final NodeProcess node : nodes) {
            if (!node.awaitReady(deadlineNs - System.nanoTime())) {
                throw new IOException("node " + node.name() + " does not serve: " + node.problem());
            }
        }
    }

    private synchronized void add(final NodeProcess node) throws IOException {
        nodes.add(node);
        if (closed) {
            throw new IOException("the program is ending");
        }
    }

    private synchronized void stopAll() {
        closed = true;
        nodes.forEach(NodeProcess::askToStop);
        final long deadlineNs = System.nanoTime() + STOP_NS;
        for (final NodeProcess node : nodes) {
            try {
                node.awaitEnd(deadlineNs - System.nanoTime());
            } catch (final InterruptedException e) {
                nodes.forEach(NodeProcess::kill);
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

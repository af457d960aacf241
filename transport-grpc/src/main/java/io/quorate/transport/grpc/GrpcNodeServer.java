package io.quorate.transport.grpc;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.protobuf.services.HealthStatusManager;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.v1.ReplicaGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a {@link StorageNode} on the wire, for every client of the {@code kvstore} contract, beside gRPC's health service.
 *
 * <p><b>Threads.</b> Thread-safe. {@link #start} and {@link #stop} block; requests run on the event loops, so that the node's engine must
 * not block. Event loops are daemons: a program waits for its end in {@link #awaitStop()}.
 *
 * <p><b>Errors.</b> A port that is taken, a host that is unknown: an {@link IOException} that says so. A host that other machines reach,
 * without leave: an {@link IllegalArgumentException}, since nothing is encrypted or authenticated.
 *
 * <p><b>Guarantee.</b> Connections, calls of a connection, resets, message and header sizes are bounded; a connection without a sign of
 * life is closed. What the node refuses is told as a status that any client understands, and by trailers without loss.
 *
 * <p><b>Ownership.</b> The node stays its creator's, who closes it after the server.
 */
public final class GrpcNodeServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcNodeServer.class);

    /** What a message may have beside key and value. */
    private static final int MESSAGE_OVERHEAD_BYTES = 64 << 10;

    private static final long KILL_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private final Server server;
    private final TransportThreads threads;
    private final ConnectionLimit connections;
    private final ScanService scans;
    private final HealthStatusManager health;
    private final long stopTimeoutNs;
    private final InetSocketAddress address;
    private final AtomicBoolean stopping = new AtomicBoolean();

    static {
        NettyNatives.avoidWarning();
    }

    private GrpcNodeServer(
            final Server server,
            final TransportThreads threads,
            final ConnectionLimit connections,
            final ScanService scans,
            final HealthStatusManager health,
            final long stopTimeoutNs) {
        this.server = server;
        this.threads = threads;
        this.connections = connections;
        this.scans = scans;
        this.health = health;
        this.stopTimeoutNs = stopTimeoutNs;
        this.address = (InetSocketAddress) server.getListenSockets().get(0);
    }

    /**
     * Listens, and serves from now on.
     *
     * @param node what to serve
     * @param options where and how
     * @return the running server
     * @throws IOException if the host is unknown or the port cannot be listened on
     * @throws IllegalArgumentException if other machines reach the host and that is not allowed
     */
    public static GrpcNodeServer start(final StorageNode node, final GrpcNodeServerOptions options) throws IOException {
        return start(node, node::handle, options);
    }

    /** With something between the wire and the node. */
    static GrpcNodeServer start(final StorageNode node, final NodeHandler handler, final GrpcNodeServerOptions options)
            throws IOException {
        final InetSocketAddress listen = options.listenAddress().resolve(options.allowNonLoopback());
        final ConnectionLimit connections = new ConnectionLimit(options.maxConnections());
        final HealthStatusManager health = new HealthStatusManager();
        health.setStatus(KVStoreGrpc.SERVICE_NAME, ServingStatus.SERVING);
        health.setStatus(ReplicaGrpc.SERVICE_NAME, ServingStatus.SERVING);
        health.setStatus(StreamMethod.SERVICE, ServingStatus.SERVING);
        final ScanService scans = new ScanService(node);
        final TransportThreads threads = new TransportThreads("quorate-node", options.eventLoopThreads());
        final Server server = NettyServerBuilder.forAddress(listen)
                .channelFactory(() -> listening(connections))
                .bossEventLoopGroup(threads.group())
                .workerEventLoopGroup(threads.group())
                .directExecutor()
                .maxConcurrentCallsPerConnection(options.maxConcurrentCallsPerConnection())
                .maxRstFramesPerWindow(options.maxRstFramesPerWindow(), (int)
                        Math.max(1, TimeUnit.NANOSECONDS.toSeconds(options.rstWindowNs())))
                .maxInboundMessageSize(maxMessageBytes(node.config()))
                .maxInboundMetadataSize(options.maxInboundMetadataBytes())
                .handshakeTimeout(options.handshakeTimeoutNs(), TimeUnit.NANOSECONDS)
                .permitKeepAliveTime(options.permitKeepAliveTimeNs(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(options.keepAliveTimeNs(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(options.keepAliveTimeoutNs(), TimeUnit.NANOSECONDS)
                .maxConnectionIdle(options.maxConnectionIdleNs(), TimeUnit.NANOSECONDS)
                .addTransportFilter(new StreamsPerConnection())
                .addService(KvStoreMethods.service(handler))
                .addService(ReplicaMethods.service(handler, scans))
                .addService(NodeStream.service(handler, threads, options))
                .addService(health.getHealthService())
                .build();
        try {
            server.start();
        } catch (final IOException e) {
            scans.close();
            threads.shutdown(KILL_TIMEOUT_NS);
            final Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("cannot listen on " + options.listen() + ": " + cause.getMessage(), e);
        }
        final GrpcNodeServer started =
                new GrpcNodeServer(server, threads, connections, scans, health, options.stopTimeoutNs());
        LOG.info("node {} listens on {}", node.config().selfName(), started.address);
        return started;
    }

    /**
     * Where the server listens.
     *
     * @return the address with the real port, also when port 0 was asked for
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * The port that the server listens on.
     *
     * @return the real port, also when port 0 was asked for
     */
    public int port() {
        return address.getPort();
    }

    /**
     * How many connections are open.
     *
     * @return count
     */
    public int connectionCount() {
        return connections.openCount();
    }

    /**
     * How many connections have been closed at once since there were too many.
     *
     * @return count since the start
     */
    public long refusedConnectionCount() {
        return connections.refusedCount();
    }

    /**
     * Waits until the server has been stopped.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public void awaitStop() throws InterruptedException {
        server.awaitTermination();
    }

    /**
     * Takes no more calls, lets those under way finish, then closes what is left. Idempotent.
     *
     * @param grace how long calls may take to finish
     * @return whether all of them did
     */
    public boolean stop(final Duration grace) {
        if (!stopping.getAndSet(true)) {
            health.enterTerminalState();
        }
        server.shutdown();
        final boolean finished = awaitTermination(grace.toNanos());
        if (!finished) {
            server.shutdownNow();
            awaitTermination(KILL_TIMEOUT_NS);
        }
        scans.close();
        threads.shutdown(KILL_TIMEOUT_NS);
        return finished;
    }

    /** Stops with the grace of {@link GrpcNodeServerOptions#stopTimeoutNs()}. */
    @Override
    public void close() {
        stop(Duration.ofNanos(stopTimeoutNs));
    }

    private static ServerChannel listening(final ConnectionLimit connections) {
        final ServerChannel channel = NettyIo.newServerChannel();
        channel.pipeline().addFirst(new ConnectionGate(connections));
        return channel;
    }

    private boolean awaitTermination(final long timeoutNs) {
        try {
            return server.awaitTermination(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return server.isTerminated();
        }
    }

    private static int maxMessageBytes(final NodeConfig config) {
        return (int) Math.min(
                Integer.MAX_VALUE, (long) config.maxKeyBytes() + config.maxValueBytes() + MESSAGE_OVERHEAD_BYTES);
    }
}

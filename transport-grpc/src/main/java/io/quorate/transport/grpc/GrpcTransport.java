package io.quorate.transport.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches replicas over gRPC, by the {@code kvstore} contract: Quorate nodes and the older servers that speak it.
 *
 * <p><b>Threads.</b> Thread-safe; nothing blocks but {@link #close()}. Callbacks run on the event loops, or on the calling thread from
 * inside {@code send} or {@code close}. Deadlines are instants of {@link System#nanoTime()}, which is the clock of
 * {@link io.quorate.time.SystemEnv}.
 *
 * <p><b>Allocation.</b> On a stream, none per request; gRPC allocates about a kilobyte for every frame, and a few for every unary call.
 *
 * <p><b>Errors.</b> What keeps a node from being reached is told to its listener in words. Text from peers is stripped of control
 * characters, cut, and never contains the value of the request.
 *
 * <p><b>Guarantee.</b> A request travels on the connection whose server was asked who it is, or not at all: each dial resolves the
 * address anew and makes its own handshake. Nothing is retried here, and nothing waits in a queue for a connection. Each accepted send
 * carries its deadline to the server, and ends here at that deadline at the latest, save the delay of a busy event loop.
 */
public final class GrpcTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcTransport.class);
    private static final String DNS = "dns:///";
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);

    /** Beyond what gRPC takes for a time: a channel never falls asleep, since waking up would dial without a handshake. */
    private static final long NEVER_IDLE_DAYS = 365;

    private final GrpcTransportOptions options;
    private final LongSupplier clock;
    private final String targetPrefix;
    private final TransportThreads threads;
    private final Traffic traffic = new Traffic();
    private final UnaryRequests unaryRequests = new UnaryRequests();
    private final TimeoutHeader timeouts = new TimeoutHeader();
    private final Set<GrpcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<ManagedChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    static {
        NettyNatives.avoidWarning();
        OneConnectionBalancerProvider.register();
    }

    private GrpcTransport(final GrpcTransportOptions options, final LongSupplier clock, final String targetPrefix) {
        this.options = options;
        this.clock = clock;
        this.targetPrefix = targetPrefix;
        this.threads = new TransportThreads("quorate-grpc", options.eventLoopThreads());
    }

    /**
     * Creates a transport with the default options.
     *
     * @return a new transport, which the caller closes
     */
    public static GrpcTransport create() {
        return create(GrpcTransportOptions.DEFAULT);
    }

    /**
     * Creates a transport.
     *
     * @param options how it behaves
     * @return a new transport, which the caller closes
     */
    public static GrpcTransport create(final GrpcTransportOptions options) {
        return create(options, System::nanoTime, DNS);
    }

    /** With another clock, or another way to resolve addresses: a scheme that gRPC knows, up to where the address follows. */
    static GrpcTransport create(
            final GrpcTransportOptions options, final LongSupplier clock, final String targetPrefix) {
        return new GrpcTransport(options, clock, targetPrefix);
    }

    @Override
    public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        connections.removeIf(GrpcConnection::isQuiet);
        final GrpcConnection connection = new GrpcConnection(this, node, listener);
        connections.add(connection);
        if (closed) {
            connection.close();
        }
        return connection;
    }

    @Override
    public boolean onTransportThread() {
        return threads.isCurrent();
    }

    /**
     * {@inheritDoc} Waits for its threads up to {@link GrpcTransportOptions#closeTimeoutNs()}, unless it is called from a callback,
     * which cannot wait for itself.
     */
    @Override
    public void close() {
        closed = true;
        final long deadlineNs = System.nanoTime() + options.closeTimeoutNs();
        final boolean mayWait = !threads.isCurrent();
        final GrpcConnection[] open = connections.toArray(new GrpcConnection[0]);
        for (final GrpcConnection connection : open) {
            connection.close();
        }
        for (final GrpcConnection connection : open) {
            while (mayWait && !connection.isQuiet() && deadlineNs - System.nanoTime() > 0) {
                LockSupport.parkNanos(POLL_NS);
            }
        }
        for (final ManagedChannel channel : channels.toArray(new ManagedChannel[0])) {
            channel.shutdownNow();
            if (mayWait) {
                awaitTermination(channel, deadlineNs);
            }
        }
        final boolean ended = threads.shutdown(Math.max(POLL_NS, deadlineNs - System.nanoTime()));
        if (mayWait && !ended) {
            LOG.warn(
                    "the threads of a gRPC transport have not ended within {} ms",
                    options.closeTimeoutNs() / 1_000_000);
        }
    }

    GrpcTransportOptions options() {
        return options;
    }

    TransportThreads threads() {
        return threads;
    }

    UnaryRequests unaryRequests() {
        return unaryRequests;
    }

    TimeoutHeader timeouts() {
        return timeouts;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Requests that were accepted on any connection and have not had their callback. */
    int inFlight() {
        return connections.stream()
                .mapToInt(connection -> connection.calls().inFlight())
                .sum();
    }

    long nowNs() {
        return clock.getAsLong();
    }

    void onLoop(final Runnable task) {
        try {
            threads.group().execute(task);
        } catch (final RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task tells its end itself
    void onLoopAfter(final long delayNs, final Runnable task) {
        try {
            threads.group().schedule(task, delayNs, TimeUnit.NANOSECONDS);
        } catch (final RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    /** Makes a channel that connects once, at its first call. */
    ManagedChannel newChannel(final String address, final boolean pingsWithoutCalls) {
        // Refuses what is not host:port: gRPC would take a default port.
        NodeDescriptor.of(address);
        channels.removeIf(ManagedChannel::isTerminated);
        final ManagedChannel channel = NettyChannelBuilder.forTarget(targetPrefix + address)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .disableServiceConfigLookUp()
                .defaultLoadBalancingPolicy(OneConnectionBalancerProvider.POLICY)
                .idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS)
                .eventLoopGroup(threads.group())
                .channelType(NettyIo.clientChannel())
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.max(1, TimeUnit.NANOSECONDS.toMillis(options.dialTimeoutNs())))
                .flowControlWindow(options.flowControlWindowBytes())
                .maxInboundMessageSize(options.maxInboundMessageBytes())
                .keepAliveTime(options.keepAliveTimeNs(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(options.keepAliveTimeoutNs(), TimeUnit.NANOSECONDS)
                .keepAliveWithoutCalls(pingsWithoutCalls)
                .build();
        channels.add(channel);
        if (closed) {
            channel.shutdownNow();
        }
        return channel;
    }

    private static void awaitTermination(final ManagedChannel channel, final long deadlineNs) {
        try {
            channel.awaitTermination(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

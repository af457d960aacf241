package io.quorate.transport.grpc;

import java.time.Duration;
import java.util.Objects;

/**
 * Every option of a {@link GrpcNodeServer}, checked.
 *
 * <p>Threads: immutable; the {@link Builder} belongs to one thread. Units: durations at the builder, nanoseconds inside; sizes in bytes.
 * Errors: a value out of range is refused with an {@link IllegalArgumentException} that names it and the limit. The name under which
 * a node is a member is none of these: that is {@link io.quorate.node.NodeConfig#selfName()}.
 */
public final class GrpcNodeServerOptions {
    private static final int MAX_COUNT = 1 << 20;
    private static final int MAX_THREADS = 256;
    private static final int MIN_BYTES = 1 << 10;

    private final ListenAddress listen;
    private final boolean allowNonLoopback;
    private final int maxConnections;
    private final int maxConcurrentCallsPerConnection;
    private final int maxRstFramesPerWindow;
    private final long rstWindowNs;
    private final int maxInboundMetadataBytes;
    private final long handshakeTimeoutNs;
    private final long permitKeepAliveTimeNs;
    private final long keepAliveTimeNs;
    private final long keepAliveTimeoutNs;
    private final long maxConnectionIdleNs;
    private final long stopTimeoutNs;
    private final int eventLoopThreads;

    private GrpcNodeServerOptions(final Builder builder) {
        this.listen = ListenAddress.parse(builder.listen);
        this.allowNonLoopback = builder.allowNonLoopback;
        this.maxConnections = OptionChecks.number("maxConnections", builder.maxConnections, 1, MAX_COUNT);
        this.maxConcurrentCallsPerConnection = OptionChecks.number(
                "maxConcurrentCallsPerConnection", builder.maxConcurrentCallsPerConnection, 1, MAX_COUNT);
        this.maxRstFramesPerWindow =
                OptionChecks.number("maxRstFramesPerWindow", builder.maxRstFramesPerWindow, 1, MAX_COUNT);
        this.rstWindowNs = OptionChecks.durationNs("rstWindow", builder.rstWindow, Duration.ofSeconds(1));
        this.maxInboundMetadataBytes =
                OptionChecks.number("maxInboundMetadataBytes", builder.maxInboundMetadataBytes, MIN_BYTES, MAX_COUNT);
        this.handshakeTimeoutNs = OptionChecks.durationNs("handshakeTimeout", builder.handshakeTimeout);
        this.permitKeepAliveTimeNs = OptionChecks.durationNs("permitKeepAliveTime", builder.permitKeepAliveTime);
        this.keepAliveTimeNs = OptionChecks.durationNs("keepAliveTime", builder.keepAliveTime, Duration.ofSeconds(1));
        this.keepAliveTimeoutNs = OptionChecks.durationNs("keepAliveTimeout", builder.keepAliveTimeout);
        this.maxConnectionIdleNs = OptionChecks.durationNs("maxConnectionIdle", builder.maxConnectionIdle);
        this.stopTimeoutNs = OptionChecks.durationNs("stopTimeout", builder.stopTimeout);
        this.eventLoopThreads = OptionChecks.number("eventLoopThreads", builder.eventLoopThreads, 1, MAX_THREADS);
    }

    /**
     * Starts from the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where to listen.
     *
     * @return {@code host:port}, default {@code 127.0.0.1:0}; port 0 is any free port
     */
    public String listen() {
        return listen.toString();
    }

    /**
     * Whether addresses that other machines reach may be listened on, although nothing is encrypted or authenticated.
     *
     * @return default false
     */
    public boolean allowNonLoopback() {
        return allowNonLoopback;
    }

    /**
     * How many connections may be open; one more is closed at once.
     *
     * @return count, default 1,024
     */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * How many calls one connection may have under way; clients keep further ones back.
     *
     * @return count, default 1,024
     */
    public int maxConcurrentCallsPerConnection() {
        return maxConcurrentCallsPerConnection;
    }

    /**
     * How many calls one connection may reset within {@link #rstWindowNs()} before it is closed.
     *
     * @return count, default 50,000: a client whose 1,024 calls all end at a deadline of 500 ms, again and again, makes half of that
     */
    public int maxRstFramesPerWindow() {
        return maxRstFramesPerWindow;
    }

    /**
     * The window of {@link #maxRstFramesPerWindow()}.
     *
     * @return nanoseconds, default 10 s
     */
    public long rstWindowNs() {
        return rstWindowNs;
    }

    /**
     * The largest headers of one call.
     *
     * @return bytes, default 8 KiB
     */
    public int maxInboundMetadataBytes() {
        return maxInboundMetadataBytes;
    }

    /**
     * How long a new connection may take to speak HTTP/2.
     *
     * @return nanoseconds, default 10 s
     */
    public long handshakeTimeoutNs() {
        return handshakeTimeoutNs;
    }

    /**
     * How often a client may ask for a sign of life, also while it has no calls.
     *
     * @return nanoseconds between two, default 10 s
     */
    public long permitKeepAliveTimeNs() {
        return permitKeepAliveTimeNs;
    }

    /**
     * After how much silence the server asks a client for a sign of life.
     *
     * @return nanoseconds, default 30 s
     */
    public long keepAliveTimeNs() {
        return keepAliveTimeNs;
    }

    /**
     * How long the sign of life may take before the connection is closed.
     *
     * @return nanoseconds, default 10 s
     */
    public long keepAliveTimeoutNs() {
        return keepAliveTimeoutNs;
    }

    /**
     * How long a connection may be without calls before it is closed; a client dials again when it needs one.
     *
     * @return nanoseconds, default 15 min
     */
    public long maxConnectionIdleNs() {
        return maxConnectionIdleNs;
    }

    /**
     * How long {@link GrpcNodeServer#close()} lets calls finish.
     *
     * @return nanoseconds, default 5 s
     */
    public long stopTimeoutNs() {
        return stopTimeoutNs;
    }

    /**
     * How many threads serve all connections; requests run on them.
     *
     * @return count, default the number of processors, 1 to 8
     */
    public int eventLoopThreads() {
        return eventLoopThreads;
    }

    ListenAddress listenAddress() {
        return listen;
    }

    /** Collects the options; {@link #build()} checks them. */
    public static final class Builder {
        private String listen = "127.0.0.1:0";
        private boolean allowNonLoopback;
        private int maxConnections = 1_024;
        private int maxConcurrentCallsPerConnection = 1_024;
        private int maxRstFramesPerWindow = 50_000;
        private Duration rstWindow = Duration.ofSeconds(10);
        private int maxInboundMetadataBytes = 8 << 10;
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration permitKeepAliveTime = Duration.ofSeconds(10);
        private Duration keepAliveTime = Duration.ofSeconds(30);
        private Duration keepAliveTimeout = Duration.ofSeconds(10);
        private Duration maxConnectionIdle = Duration.ofMinutes(15);
        private Duration stopTimeout = Duration.ofSeconds(5);
        private int eventLoopThreads =
                Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));

        private Builder() {}

        /**
         * Sets {@link GrpcNodeServerOptions#listen()}.
         *
         * @param hostPort {@code host:port}, or {@code [address]:port} for IPv6; port 0 is any free port
         * @return this
         */
        public Builder listen(final String hostPort) {
            listen = Objects.requireNonNull(hostPort, "listen");
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#allowNonLoopback()}.
         *
         * @param value true to accept that whoever reaches the port can read and write everything
         * @return this
         */
        public Builder allowNonLoopback(final boolean value) {
            allowNonLoopback = value;
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#maxConnections()}.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder maxConnections(final int value) {
            maxConnections = value;
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#maxConcurrentCallsPerConnection()}.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder maxConcurrentCallsPerConnection(final int value) {
            maxConcurrentCallsPerConnection = value;
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#maxRstFramesPerWindow()} and {@link GrpcNodeServerOptions#rstWindowNs()}.
         *
         * @param value 1 or more
         * @param window whole seconds, at least one
         * @return this
         */
        public Builder maxRstFramesPerWindow(final int value, final Duration window) {
            maxRstFramesPerWindow = value;
            rstWindow = Objects.requireNonNull(window, "rstWindow");
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#maxInboundMetadataBytes()}.
         *
         * @param value 1 KiB or more
         * @return this
         */
        public Builder maxInboundMetadataBytes(final int value) {
            maxInboundMetadataBytes = value;
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#handshakeTimeoutNs()}.
         *
         * @param value 1 ms up to a day
         * @return this
         */
        public Builder handshakeTimeout(final Duration value) {
            handshakeTimeout = Objects.requireNonNull(value, "handshakeTimeout");
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#permitKeepAliveTimeNs()}.
         *
         * @param value 1 ms up to a day
         * @return this
         */
        public Builder permitKeepAliveTime(final Duration value) {
            permitKeepAliveTime = Objects.requireNonNull(value, "permitKeepAliveTime");
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#keepAliveTimeNs()} and {@link GrpcNodeServerOptions#keepAliveTimeoutNs()}.
         *
         * @param time after how much silence to ask, 1 s or more
         * @param timeout how long the answer may take
         * @return this
         */
        public Builder keepAlive(final Duration time, final Duration timeout) {
            keepAliveTime = Objects.requireNonNull(time, "keepAliveTime");
            keepAliveTimeout = Objects.requireNonNull(timeout, "keepAliveTimeout");
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#maxConnectionIdleNs()}.
         *
         * @param value 1 ms up to a day
         * @return this
         */
        public Builder maxConnectionIdle(final Duration value) {
            maxConnectionIdle = Objects.requireNonNull(value, "maxConnectionIdle");
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#stopTimeoutNs()}.
         *
         * @param value 1 ms up to a day
         * @return this
         */
        public Builder stopTimeout(final Duration value) {
            stopTimeout = Objects.requireNonNull(value, "stopTimeout");
            return this;
        }

        /**
         * Sets {@link GrpcNodeServerOptions#eventLoopThreads()}.
         *
         * @param value 1 to 256
         * @return this
         */
        public Builder eventLoopThreads(final int value) {
            eventLoopThreads = value;
            return this;
        }

        /**
         * Checks the options.
         *
         * @return the options
         * @throws IllegalArgumentException if one is malformed or out of range
         */
        public GrpcNodeServerOptions build() {
            return new GrpcNodeServerOptions(this);
        }
    }
}

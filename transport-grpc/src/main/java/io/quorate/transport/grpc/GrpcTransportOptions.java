package io.quorate.transport.grpc;

import java.time.Duration;
import java.util.Objects;

/**
 * Every option of a {@link GrpcTransport}, checked.
 *
 * <p>Threads: immutable; the {@link Builder} belongs to one thread. Units: durations at the builder, nanoseconds inside; sizes in bytes.
 * Errors: a value out of range, and two values that contradict each other, are refused with an {@link IllegalArgumentException} that
 * names them and the limit.
 */
public final class GrpcTransportOptions {
    private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(10);
    private static final int MAX_IN_FLIGHT = 1 << 16;
    private static final int MIN_MESSAGE_BYTES = 1 << 10;
    private static final int MIN_WINDOW_BYTES = 1 << 16;
    private static final int MAX_THREADS = 256;

    private final long dialTimeoutNs;
    private final long keepAliveTimeNs;
    private final long keepAliveTimeoutNs;
    private final long closeTimeoutNs;
    private final int maxInFlightPerNode;
    private final int maxValueBytesInFlightPerNode;
    private final int maxInboundMessageBytes;
    private final int maxOutboundMessageBytes;
    private final int flowControlWindowBytes;
    private final int eventLoopThreads;
    private final LegacyServers legacyServers;
    private final GrpcWire wire;

    /** The defaults of every option. */
    public static final GrpcTransportOptions DEFAULT = builder().build();

    private GrpcTransportOptions(final Builder builder) {
        this.dialTimeoutNs = OptionChecks.durationNs("dialTimeout", builder.dialTimeout);
        this.keepAliveTimeNs = OptionChecks.durationNs("keepAliveTime", builder.keepAliveTime, MIN_KEEP_ALIVE);
        this.keepAliveTimeoutNs = OptionChecks.durationNs("keepAliveTimeout", builder.keepAliveTimeout);
        this.closeTimeoutNs = OptionChecks.durationNs("closeTimeout", builder.closeTimeout);
        this.maxInFlightPerNode =
                OptionChecks.number("maxInFlightPerNode", builder.maxInFlightPerNode, 1, MAX_IN_FLIGHT);
        this.maxValueBytesInFlightPerNode = OptionChecks.number(
                "maxValueBytesInFlightPerNode", builder.maxValueBytesInFlightPerNode, 1, Integer.MAX_VALUE);
        this.maxInboundMessageBytes = OptionChecks.number(
                "maxInboundMessageBytes", builder.maxInboundMessageBytes, MIN_MESSAGE_BYTES, Integer.MAX_VALUE);
        this.maxOutboundMessageBytes = OptionChecks.number(
                "maxOutboundMessageBytes", builder.maxOutboundMessageBytes, MIN_MESSAGE_BYTES, Integer.MAX_VALUE);
        this.flowControlWindowBytes = OptionChecks.number(
                "flowControlWindowBytes", builder.flowControlWindowBytes, MIN_WINDOW_BYTES, Integer.MAX_VALUE);
        this.eventLoopThreads = OptionChecks.number("eventLoopThreads", builder.eventLoopThreads, 1, MAX_THREADS);
        this.legacyServers = builder.legacyServers;
        this.wire = builder.wire;
        if (keepAliveTimeoutNs > keepAliveTimeNs) {
            throw new IllegalArgumentException("keepAliveTimeout=" + builder.keepAliveTimeout + " > keepAliveTime="
                    + builder.keepAliveTime + ": a ping must be answered before the next one is due");
        }
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
     * How long one dial may take: name resolution, connection and handshake together.
     *
     * @return nanoseconds, default 5 s
     */
    public long dialTimeoutNs() {
        return dialTimeoutNs;
    }

    /**
     * After how much silence a connection is asked for a sign of life.
     *
     * @return nanoseconds, default 20 s
     */
    public long keepAliveTimeNs() {
        return keepAliveTimeNs;
    }

    /**
     * How long the sign of life may take before the connection counts as broken.
     *
     * @return nanoseconds, default 5 s
     */
    public long keepAliveTimeoutNs() {
        return keepAliveTimeoutNs;
    }

    /**
     * How long {@link GrpcTransport#close()} waits for its threads at most.
     *
     * @return nanoseconds, default 5 s
     */
    public long closeTimeoutNs() {
        return closeTimeoutNs;
    }

    /**
     * How many requests one connection may have in flight; one more is answered with
     * {@link io.quorate.transport.ReplicaConnection#BACK_PRESSURED}.
     *
     * @return count, default 1,024
     */
    public int maxInFlightPerNode() {
        return maxInFlightPerNode;
    }

    /**
     * How many bytes of values one connection may have under way in puts of their own calls, which are those that are too large for a frame of the
     * stream, and all of them without it. One more is answered with {@link io.quorate.transport.ReplicaConnection#BACK_PRESSURED} unless it is the
     * only one, so that a node that falls behind costs no more memory than this.
     *
     * @return bytes, default 64 MiB
     */
    public int maxValueBytesInFlightPerNode() {
        return maxValueBytesInFlightPerNode;
    }

    /**
     * The largest response that is read.
     *
     * @return bytes, default 4 MiB
     */
    public int maxInboundMessageBytes() {
        return maxInboundMessageBytes;
    }

    /**
     * The largest request that is sent.
     *
     * @return bytes, default 4 MiB
     */
    public int maxOutboundMessageBytes() {
        return maxOutboundMessageBytes;
    }

    /**
     * How many bytes of responses a node may send ahead, per request and per connection.
     *
     * @return bytes, default 1 MiB
     */
    public int flowControlWindowBytes() {
        return flowControlWindowBytes;
    }

    /**
     * How many threads do the network work of all connections; callbacks run on them.
     *
     * @return count, default half the processors, 1 to 4
     */
    public int eventLoopThreads() {
        return eventLoopThreads;
    }

    /**
     * How requests travel to Quorate nodes.
     *
     * @return default {@link GrpcWire#STREAM}
     */
    public GrpcWire wire() {
        return wire;
    }

    /**
     * What to think of servers that are no Quorate nodes.
     *
     * @return default {@link LegacyServers#PROBE}
     */
    public LegacyServers legacyServers() {
        return legacyServers;
    }

    /** Collects the options; {@link #build()} checks them together. */
    public static final class Builder {
        private Duration dialTimeout = Duration.ofSeconds(5);
        private Duration keepAliveTime = Duration.ofSeconds(20);
        private Duration keepAliveTimeout = Duration.ofSeconds(5);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private int maxInFlightPerNode = 1_024;
        private int maxValueBytesInFlightPerNode = 64 << 20;
        private int maxInboundMessageBytes = 4 << 20;
        private int maxOutboundMessageBytes = 4 << 20;
        private int flowControlWindowBytes = 1 << 20;
        private int eventLoopThreads =
                Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        private LegacyServers legacyServers = LegacyServers.PROBE;
        private GrpcWire wire = GrpcWire.STREAM;

        private Builder() {}

        /**
         * Sets {@link GrpcTransportOptions#dialTimeoutNs()}.
         *
         * @param value 1 ms up to a day
         * @return this
         */
        public Builder dialTimeout(final Duration value) {
            dialTimeout = Objects.requireNonNull(value, "dialTimeout");
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#keepAliveTimeNs()}. Older servers are asked for a sign of life only while a call waits
         * for them, since they close connections that ask more often than every five minutes.
         *
         * @param value 10 s up to a day: nodes close connections that ask more often
         * @return this
         */
        public Builder keepAliveTime(final Duration value) {
            keepAliveTime = Objects.requireNonNull(value, "keepAliveTime");
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#keepAliveTimeoutNs()}.
         *
         * @param value 1 ms up to the keepalive time
         * @return this
         */
        public Builder keepAliveTimeout(final Duration value) {
            keepAliveTimeout = Objects.requireNonNull(value, "keepAliveTimeout");
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#closeTimeoutNs()}.
         *
         * @param value 1 ms up to a day
         * @return this
         */
        public Builder closeTimeout(final Duration value) {
            closeTimeout = Objects.requireNonNull(value, "closeTimeout");
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#maxInFlightPerNode()}. Above the number of concurrent calls that a server allows to one
         * connection (Quorate nodes: 1,024 unless told otherwise), calls would wait unseen inside gRPC.
         *
         * @param value 1 to 65,536
         * @return this
         */
        public Builder maxInFlightPerNode(final int value) {
            maxInFlightPerNode = value;
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#maxValueBytesInFlightPerNode()}.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder maxValueBytesInFlightPerNode(final int value) {
            maxValueBytesInFlightPerNode = value;
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#maxInboundMessageBytes()}.
         *
         * @param value 1 KiB or more
         * @return this
         */
        public Builder maxInboundMessageBytes(final int value) {
            maxInboundMessageBytes = value;
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#maxOutboundMessageBytes()}. Older servers take no more than 4 MiB.
         *
         * @param value 1 KiB or more
         * @return this
         */
        public Builder maxOutboundMessageBytes(final int value) {
            maxOutboundMessageBytes = value;
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#flowControlWindowBytes()}.
         *
         * @param value 64 KiB or more
         * @return this
         */
        public Builder flowControlWindowBytes(final int value) {
            flowControlWindowBytes = value;
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#eventLoopThreads()}.
         *
         * @param value 1 to 256
         * @return this
         */
        public Builder eventLoopThreads(final int value) {
            eventLoopThreads = value;
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#wire()}.
         *
         * @param value how requests travel
         * @return this
         */
        public Builder wire(final GrpcWire value) {
            wire = Objects.requireNonNull(value, "wire");
            return this;
        }

        /**
         * Sets {@link GrpcTransportOptions#legacyServers()}.
         *
         * @param value what to think of them
         * @return this
         */
        public Builder legacyServers(final LegacyServers value) {
            legacyServers = Objects.requireNonNull(value, "legacyServers");
            return this;
        }

        /**
         * Checks the options.
         *
         * @return the options
         * @throws IllegalArgumentException if one is out of range, or two contradict each other
         */
        public GrpcTransportOptions build() {
            return new GrpcTransportOptions(this);
        }
    }
}

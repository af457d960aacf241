package io.quorate.transport.grpc;

import io.quorate.bench.ClosedLoop;
import io.quorate.bench.tcp.BareTcpLoop;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is compared: ways to do the same quorum operations against the same nodes. */
enum Side {
    /** The library over its stream. */
    QUORATE_STREAM("quorate-stream"),
    /** The library, forced to unary calls. */
    QUORATE_UNARY("quorate-unary"),
    /** Generated stubs as tight as they get, by hand. */
    TUNED_UNARY("tuned-unary"),
    /** The same without deadlines. */
    TUNED_UNARY_NO_DEADLINE("tuned-unary-no-deadline"),
    /** Generated stubs on channels as the builder makes them. */
    DEFAULT_UNARY("default-unary"),
    /** Plain TCP. */
    BARE_TCP("bare-tcp");

    private final String text;

    Side(final String text) {
        this.text = text;
    }

    static Side parse(final String text) {
        for (final Side side : values()) {
            if (side.text.equals(text)) {
                return side;
            }
        }
        throw new IllegalArgumentException("there is no side " + text + ", but "
                + Arrays.stream(values()).map(Side::toString).collect(Collectors.joining(", ")));
    }

    boolean isLibrary() {
        return this == QUORATE_STREAM || this == QUORATE_UNARY;
    }

    /** How the library reaches the nodes when it is this side. */
    GrpcWire wire() {
        return this == QUORATE_UNARY ? GrpcWire.UNARY : GrpcWire.STREAM;
    }

    /** Connects; the loop stands still. */
    ClosedLoop open(final NodesProcess nodes, final Load load, final boolean puts, final int laneCount)
            throws IOException {
        return switch (this) {
            case QUORATE_STREAM, QUORATE_UNARY ->
                new QuorateLoop(load.connect(nodes.addresses(), wire()), load.keys(), load.value(), puts, laneCount);
            case TUNED_UNARY, TUNED_UNARY_NO_DEADLINE -> {
                final List<String> addresses = nodes.addresses();
                final boolean deadlines = this == TUNED_UNARY;
                yield puts
                        ? new UnaryPutLoop(addresses, load.keys(), load.value(), deadlines, laneCount)
                        : new UnaryGetLoop(addresses, load.keys(), load.value().length, deadlines, laneCount);
            }
            case DEFAULT_UNARY -> new DefaultUnaryLoop(nodes.addresses(), load.keys(), load.value(), puts, laneCount);
            case BARE_TCP -> new BareTcpLoop(nodes.tcpAddresses(), load.keys(), load.value(), puts, laneCount);
        };
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static String refusalOfTransport(final Consumer<GrpcTransportOptions.Builder> change) {
        final GrpcTransportOptions.Builder builder = GrpcTransportOptions.builder();
        change.accept(builder);
        return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    }

    private static String refusalOfServer(final Consumer<GrpcNodeServerOptions.Builder> change) {
        final GrpcNodeServerOptions.Builder builder = GrpcNodeServerOptions.builder();
        change.accept(builder);
        return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    }

    @Test
    void shouldHaveTheDocumentedDefaults() {
        final GrpcTransportOptions client = GrpcTransportOptions.DEFAULT;
        assertEquals(Duration.ofSeconds(5).toNanos(), client.dialTimeoutNs());
        assertEquals(Duration.ofSeconds(20).toNanos(), client.keepAliveTimeNs());
        assertEquals(Duration.ofSeconds(5).toNanos(), client.keepAliveTimeoutNs());
        assertEquals(Duration.ofSeconds(5).toNanos(), client.closeTimeoutNs());
        assertEquals(1_024, client.maxInFlightPerNode());
        assertEquals(4 << 20, client.maxInboundMessageBytes());
        assertEquals(4 << 20, client.maxOutboundMessageBytes());
        assertEquals(1 << 20, client.flowControlWindowBytes());
        assertEquals(LegacyServers.PROBE, client.legacyServers());

        final GrpcNodeServerOptions server = GrpcNodeServerOptions.builder().build();
        assertEquals("127.0.0.1:0", server.listen());
        assertFalse(server.allowNonLoopback());
        assertEquals(1_024, server.maxConnections());
        assertEquals(1_024, server.maxConcurrentCallsPerConnection());
        assertEquals(50_000, server.maxRstFramesPerWindow());
        assertEquals(Duration.ofSeconds(10).toNanos(), server.rstWindowNs());
        assertEquals(8 << 10, server.maxInboundMetadataBytes());
        assertEquals(Duration.ofSeconds(10).toNanos(), server.handshakeTimeoutNs());
        assertEquals(Duration.ofSeconds(10).toNanos(), server.permitKeepAliveTimeNs());
        assertEquals(Duration.ofSeconds(30).toNanos(), server.keepAliveTimeNs());
        assertEquals(Duration.ofSeconds(10).toNanos(), server.keepAliveTimeoutNs());
        assertEquals(Duration.ofMinutes(15).toNanos(), server.maxConnectionIdleNs());
        assertEquals(Duration.ofSeconds(5).toNanos(), server.stopTimeoutNs());
    }

    @Test
    void shouldLetClientsKeepAliveLessOftenThanServersPermit() {
        assertFalse(GrpcTransportOptions.DEFAULT.keepAliveTimeNs()
                < GrpcNodeServerOptions.builder().build().permitKeepAliveTimeNs());
    }

    @Test
    void shouldAllowNoMoreInFlightThanServersTake() {
        assertFalse(GrpcTransportOptions.DEFAULT.maxInFlightPerNode()
                > GrpcNodeServerOptions.builder().build().maxConcurrentCallsPerConnection());
    }

    @Test
    void shouldNameOptionValueAndRangeWhenClientOptionIsOutOfRange() {
        assertEquals(
                "dialTimeout=PT0S must be PT0.001S to PT24H", refusalOfTransport(b -> b.dialTimeout(Duration.ZERO)));
        assertEquals(
                "dialTimeout=PT25H must be PT0.001S to PT24H",
                refusalOfTransport(b -> b.dialTimeout(Duration.ofHours(25))));
        assertEquals(
                "keepAliveTime=PT9S must be PT10S to PT24H",
                refusalOfTransport(b -> b.keepAliveTime(Duration.ofSeconds(9))));
        assertEquals(
                "closeTimeout=PT-1S must be PT0.001S to PT24H",
                refusalOfTransport(b -> b.closeTimeout(Duration.ofSeconds(-1))));
        assertEquals("maxInFlightPerNode=0 must be 1 to 65536", refusalOfTransport(b -> b.maxInFlightPerNode(0)));
        assertEquals(
                "maxInboundMessageBytes=1023 must be 1024 to 2147483647",
                refusalOfTransport(b -> b.maxInboundMessageBytes(1_023)));
        assertEquals(
                "maxOutboundMessageBytes=-1 must be 1024 to 2147483647",
                refusalOfTransport(b -> b.maxOutboundMessageBytes(-1)));
        assertEquals(
                "flowControlWindowBytes=1 must be 65536 to 2147483647",
                refusalOfTransport(b -> b.flowControlWindowBytes(1)));
        assertEquals("eventLoopThreads=257 must be 1 to 256", refusalOfTransport(b -> b.eventLoopThreads(257)));
    }

    @Test
    void shouldNameBothValuesWhenTwoOptionsContradict() {
        assertEquals(
                "keepAliveTimeout=PT21S > keepAliveTime=PT20S: a ping must be answered before the next one is due",
                refusalOfTransport(b -> b.keepAliveTimeout(Duration.ofSeconds(21))));
    }

    @Test
    void shouldNameOptionValueAndRangeWhenServerOptionIsOutOfRange() {
        assertEquals("maxConnections=0 must be 1 to 1048576", refusalOfServer(b -> b.maxConnections(0)));
        assertEquals(
                "maxConcurrentCallsPerConnection=0 must be 1 to 1048576",
                refusalOfServer(b -> b.maxConcurrentCallsPerConnection(0)));
        assertEquals(
                "maxRstFramesPerWindow=0 must be 1 to 1048576",
                refusalOfServer(b -> b.maxRstFramesPerWindow(0, Duration.ofSeconds(1))));
        assertEquals(
                "rstWindow=PT0.5S must be PT1S to PT24H",
                refusalOfServer(b -> b.maxRstFramesPerWindow(1, Duration.ofMillis(500))));
        assertEquals(
                "maxInboundMetadataBytes=1 must be 1024 to 1048576",
                refusalOfServer(b -> b.maxInboundMetadataBytes(1)));
        assertEquals("eventLoopThreads=0 must be 1 to 256", refusalOfServer(b -> b.eventLoopThreads(0)));
        for (final Consumer<GrpcNodeServerOptions.Builder> zero :
                java.util.List.<Consumer<GrpcNodeServerOptions.Builder>>of(
                        b -> b.handshakeTimeout(Duration.ZERO),
                        b -> b.permitKeepAliveTime(Duration.ZERO),
                        b -> b.keepAlive(Duration.ZERO, Duration.ofSeconds(1)),
                        b -> b.keepAlive(Duration.ofSeconds(1), Duration.ZERO),
                        b -> b.maxConnectionIdle(Duration.ZERO),
                        b -> b.stopTimeout(Duration.ZERO))) {
            final String refusal = refusalOfServer(zero);
            assertEquals(true, refusal.contains("=PT0S must be "), refusal);
        }
    }

    @ParameterizedTest
    @CsvSource({"localhost:7000, localhost, 7000", "[::1]:0, [::1], 0", "127.0.0.1:65535, 127.0.0.1, 65535"})
    void shouldUnderstandWhereToListen(final String text, final String host, final int port) {
        final ListenAddress address = ListenAddress.parse(text);

        assertEquals(new ListenAddress(host, port), address);
        assertEquals(text, address.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7000",
                ":7000",
                "localhost",
                "localhost:",
                "localhost:65536",
                "localhost:-1",
                "localhost:7x",
                "localhost:99999999999",
                "::1:7000"
            })
    void shouldSayHowToWriteTheListenAddressWhenItIsMalformed(final String text) {
        final String refusal = refusalOfServer(b -> b.listen(text));

        assertEquals(true, refusal.startsWith("listen=" + text), refusal);
    }
}

package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.GetResult;
import io.quorate.PutResult;
import io.quorate.QuorateClient;
import io.quorate.QuorateClientBuilder;
import io.quorate.engine.NodeStatus;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.transport.grpc.legacy.PutRequest;
import io.quorate.version.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole client against three servers of the contract as they exist. */
@Timeout(120)
class OlderClusterTest {
    private static final int NODES = 3;
    private static final int CONCURRENT = 1_000;

    private final List<OlderServer> servers = new ArrayList<>();
    private GrpcTransport transport;
    private QuorateClient client;

    @AfterEach
    void stopAll() {
        if (client != null) {
            client.close();
        }
        if (transport != null) {
            transport.close();
        }
        servers.forEach(OlderServer::close);
    }

    private void start(final OlderServer.Kind kind) {
        start(kind, client -> client);
    }

    private void start(final OlderServer.Kind kind, final UnaryOperator<QuorateClientBuilder> options) {
        for (int i = 0; i < NODES; i++) {
            servers.add(new OlderServer(kind));
        }
        transport = GrpcTransport.create(GrpcTransportOptions.builder()
                .dialTimeout(Duration.ofSeconds(20))
                .build());
        client = options.apply(QuorateClient.builder())
                .seeds(servers.stream().map(OlderServer::address).toList())
                .transport(transport)
                .dialTimeout(Duration.ofSeconds(20))
                .connect();
        awaitAllConnected();
    }

    /** A client starts when one server answers; these tests count what reaches each of them. */
    private void awaitAllHold(final String key) {
        Waiting.until("all three hold " + key, () -> servers.stream().allMatch(server -> server.stored(key) != null));
    }

    private void awaitAllConnected() {
        Waiting.until(
                "all servers are connected",
                () -> client.nodes().stream().filter(NodeStatus::connected).count() == NODES);
        assertTrue(client.nodes().stream().allMatch(NodeStatus::olderServer));
    }

    @ParameterizedTest
    @EnumSource
    void shouldPutOverwriteAndGet(final OlderServer.Kind kind) {
        start(kind);

        assertFalse(client.get("k").found());
        final PutResult first = client.put("k", "one");
        assertEquals("one", client.get("k").text());
        final PutResult second = client.put("k", "two");
        final GetResult read = client.get("k");

        assertEquals("two", read.text());
        assertFalse(first.previous().known(), "older servers tell nothing true of a previous value");
        assertFalse(second.previous().known());
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhenOneServerIsDown(final OlderServer.Kind kind) {
        start(kind);
        client.put("before", "value");

        servers.get(1).kill();

        assertEquals("value", client.get("before").text());
        for (int i = 0; i < 50; i++) {
            client.put("after-" + i, "v" + i);
            assertEquals("v" + i, client.get("after-" + i).text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseBeforeASendWhatOlderServersCannotDo(final OlderServer.Kind kind) {
        start(kind);

        assertThrows(UnsupportedException.class, () -> client.delete("k"));

        servers.forEach(server -> assertEquals(List.of(), server.puts()));
    }

    @Test
    void shouldReportTheServersRefusalAtOnceAndWithoutRetry() {
        start(OlderServer.Kind.HONOURING);
        final long startNs = System.nanoTime();

        final ValidationException refusal =
                assertThrows(ValidationException.class, () -> client.put("with:colon", "value"));

        assertTrue(refusal.getMessage().contains("key contains invalid characters"), refusal.getMessage());
        assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(2), "refused at once");
        servers.forEach(server -> assertTrue(server.puts().size() <= 1, "a refusal was sent again"));
    }

    @Test
    void shouldRepairTheStaleServerWhenTimestampsAreKept() {
        start(OlderServer.Kind.HONOURING);
        client.put("k", "fresh");
        awaitAllHold("k");
        final OlderServer.Stored fresh = servers.get(0).stored("k");
        servers.get(2).plant("k", "stale", 5);

        Waiting.until("the stale server has been repaired", () -> {
            assertEquals("fresh", client.get("k").text());
            return fresh.equals(servers.get(2).stored("k"));
        });
    }

    @Test
    void shouldSendOneVersionToAllServersWhenTimestampsAreKept() {
        start(OlderServer.Kind.HONOURING);

        final PutResult put = client.put("k", "v");
        awaitAllHold("k");

        for (final OlderServer server : servers) {
            assertEquals(
                    new Version(server.stored("k").timestamp(), 0).timestamp(),
                    put.version().timestamp());
        }
    }

    @Test
    void shouldSendNoRepairNoWriteBackAndNoSecondPutWhenServersStamp() throws Exception {
        // Generous times: on a slow machine, a put that times out here may not be sent again, and would fail.
        start(OlderServer.Kind.STAMPING, options -> options.requestTimeout(Duration.ofSeconds(60))
                .attemptTimeout(Duration.ofSeconds(60)));
        final List<CompletableFuture<?>> calls = new ArrayList<>();
        final Map<String, Integer> sent = new HashMap<>();

        for (int i = 0; i < CONCURRENT / 2; i++) {
            final String key = "key-" + i % 50;
            sent.merge(key + "=value-" + i, 1, Integer::sum);
            calls.add(client.async().put(key, "value-" + i));
            calls.add(client.async().get(key));
        }
        CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
        client.close(Duration.ofSeconds(10));

        final Map<String, Integer> holders = new HashMap<>();
        for (final OlderServer server : servers) {
            final Map<String, Integer> seen = new HashMap<>();
            for (final PutRequest put : server.puts()) {
                seen.merge(put.getKey() + '=' + put.getValue(), 1, Integer::sum);
            }
            seen.forEach((put, count) -> assertEquals(1, count, () -> put + " reached a stamping server again"));
            assertTrue(sent.keySet().containsAll(seen.keySet()), "a server was sent what nobody put");
            seen.forEach((put, count) -> holders.merge(put, count, Integer::sum));
        }
        assertEquals(sent.keySet(), holders.keySet());
        holders.forEach((put, count) -> assertTrue(count >= 2, () -> put + " reached " + count + " servers, W is 2"));
    }

    @Test
    void shouldNotBringBackAnOldValueWhenAServerThatStampsWasDown() {
        start(OlderServer.Kind.STAMPING);
        client.put("k", "old");
        servers.get(0).plant("k", "old", 1);
        client.put("k", "new");

        for (int i = 0; i < 100; i++) {
            assertEquals("new", client.get("k").text());
        }

        servers.forEach(server -> assertEquals(2, server.puts().size()));
    }
}

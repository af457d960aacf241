package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.engine.NodeStatus;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.contract.ContractNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole client against three Quorate nodes over loopback. */
@Timeout(120)
class GrpcClusterTest {
    private static final int NODES = 3;

    private final ContractNodes nodes = new ContractNodes(256, 1 << 20);
    private final List<NodeDescriptor> members = new ArrayList<>();
    private final Map<NodeDescriptor, GrpcNodeServer> servers = new LinkedHashMap<>();
    private final GrpcTransport transport = GrpcTransport.create(
            GrpcTransportOptions.builder().dialTimeout(Duration.ofSeconds(20)).build());
    private QuorateClient client;

    @BeforeEach
    void startAll() throws IOException {
        for (int i = 0; i < NODES; i++) {
            members.add(NodeDescriptor.of("127.0.0.1:" + GrpcHarness.freePort()));
            start(members.get(i));
        }
        client = QuorateClient.builder()
                .seeds(members.stream().map(NodeDescriptor::address).toList())
                .transport(transport)
                .dialTimeout(Duration.ofSeconds(20))
                .connect();
        awaitConnected(NODES);
    }

    @AfterEach
    void stopAll() {
        if (client != null) {
            client.close();
        }
        transport.close();
        servers.values().forEach(server -> server.stop(Duration.ZERO));
        nodes.close();
    }

    private void start(final NodeDescriptor member) throws IOException {
        servers.put(
                member,
                GrpcNodeServer.start(
                        nodes.start(member),
                        GrpcNodeServerOptions.builder().listen(member.address()).build()));
    }

    private void kill(final NodeDescriptor member) {
        servers.remove(member).stop(Duration.ZERO);
        nodes.kill(member);
    }

    private void awaitConnected(final int count) {
        Waiting.until(
                count + " nodes are connected",
                () -> client.nodes().stream().filter(NodeStatus::connected).count() == count);
    }

    @Test
    void shouldPutGetAndDelete() {
        assertFalse(client.get("k").found());
        client.put("k", "one");
        assertEquals("one", client.put("k", "two").previous().text());
        assertEquals("two", client.get("k").text());
        assertTrue(client.get("k").confirmed());
        client.delete("k");
        assertFalse(client.get("k").found());
    }

    @Test
    void shouldLoseNoAcknowledgedWriteWhenOneNodeDies() {
        for (int i = 0; i < 50; i++) {
            client.put("before-" + i, "v" + i);
        }

        kill(members.get(0));

        for (int i = 0; i < 50; i++) {
            client.put("after-" + i, "v" + i);
        }
        for (int i = 0; i < 50; i++) {
            assertEquals("v" + i, client.get("before-" + i).text());
            assertEquals("v" + i, client.get("after-" + i).text());
        }
    }

    @Test
    void shouldNameTheDeadNodesWhenNoQuorumIsLeftAndGoOnWhenTheyAreBack() throws IOException {
        client.put("k", "v");
        kill(members.get(0));
        kill(members.get(1));
        awaitConnected(1);
        final long startNs = System.nanoTime();

        final QuorateException failure = assertThrows(QuorumNotMetException.class, () -> client.put("k", "w"));

        assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(2), "fails before the deadline");
        assertTrue(failure.getMessage().contains(members.get(0).name()), failure.getMessage());
        assertTrue(failure.getMessage().contains(members.get(1).name()), failure.getMessage());

        start(members.get(0));
        start(members.get(1));
        awaitConnected(NODES);
        client.put("k", "x");
        assertEquals("x", client.get("k").text());
    }
}

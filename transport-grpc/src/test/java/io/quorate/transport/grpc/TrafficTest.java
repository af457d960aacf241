package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.CallOptions;
import io.quorate.QuorateClient;
import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.time.SystemEnv;
import io.quorate.transport.frame.FrameFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many messages, frames and bytes an operation costs, exactly. */
class TrafficTest {
    private static final int NODES = 3;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;
    private static final int REQUEST_HEADER_BYTES = 56;
    private static final int READ_REPLY_HEADER_BYTES = 32;
    private static final int STORE_REPLY_HEADER_BYTES = 48;
    private static final String VALUE = "v".repeat(VALUE_BYTES);
    private static final CallOptions WITHOUT_PREVIOUS = CallOptions.DEFAULT.withWantPrevious(false);

    private final SystemEnv env = new SystemEnv("traffic-nodes");
    private final List<StorageNode> nodes = new ArrayList<>();
    private final List<GrpcNodeServer> servers = new ArrayList<>();
    private final GrpcTransport transport = GrpcTransport.create();
    private QuorateClient client;

    @BeforeEach
    void start() throws IOException {
        final List<NodeDescriptor> members = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            members.add(NodeDescriptor.of("127.0.0.1:" + GrpcHarness.freePort()));
        }
        for (final NodeDescriptor member : members) {
            final StorageNode node = new StorageNode(NodeConfig.of(member.name(), members), new MemoryEngine(env), env);
            nodes.add(node);
            servers.add(GrpcNodeServer.start(
                    node,
                    GrpcNodeServerOptions.builder().listen(member.address()).build()));
        }
        client = QuorateClient.builder()
                .seeds(members.stream().map(NodeDescriptor::address).toList())
                .transport(transport)
                .batchConcurrency(256)
                .connect();
        awaitStillness();
    }

    @AfterEach
    void stop() {
        client.close();
        servers.forEach(GrpcNodeServer::close);
        nodes.forEach(StorageNode::close);
    }

    @Test
    void shouldTakeThreeFramesEachWayForAGetAndForAPut() {
        final Traffic.Counts start = transport.traffic().counts();
        client.put(key(1), VALUE, WITHOUT_PREVIOUS);
        awaitStillness();
        final Traffic.Counts put = transport.traffic().counts().since(start);
        client.get(key(1));
        awaitStillness();
        final Traffic.Counts get = transport.traffic().counts().since(start);

        assertEquals(
                new Traffic.Counts(
                        NODES,
                        NODES,
                        NODES
                                * (FrameFormat.REQUEST_FRAME_HEADER_BYTES
                                        + REQUEST_HEADER_BYTES
                                        + KEY_BYTES
                                        + VALUE_BYTES),
                        NODES,
                        NODES,
                        NODES * (FrameFormat.REPLY_FRAME_HEADER_BYTES + STORE_REPLY_HEADER_BYTES)),
                put);
        assertEquals(
                new Traffic.Counts(
                        NODES,
                        NODES,
                        NODES * (FrameFormat.REQUEST_FRAME_HEADER_BYTES + REQUEST_HEADER_BYTES + KEY_BYTES),
                        NODES,
                        NODES,
                        NODES * (FrameFormat.REPLY_FRAME_HEADER_BYTES + READ_REPLY_HEADER_BYTES + VALUE_BYTES)),
                since(put, get));
    }

    @Test
    void shouldSendABatchInOneFrameForEachNode() {
        final int keys = 200;
        final Map<String, String> entries = new TreeMap<>();
        for (int i = 0; i < keys; i++) {
            entries.put(key(i), "v");
        }
        final Traffic.Counts start = transport.traffic().counts();
        client.putAll(entries);
        awaitStillness();
        final Traffic.Counts put = transport.traffic().counts().since(start);
        client.getAll(entries.keySet());
        awaitStillness();
        final Traffic.Counts get = since(put, transport.traffic().counts().since(start));

        assertEquals(NODES * keys, put.requestsSent());
        assertEquals(NODES, put.framesSent());
        assertEquals(NODES * keys, put.repliesReceived());
        assertEquals(NODES * keys, get.requestsSent());
        assertEquals(NODES, get.framesSent());
        assertEquals(NODES * keys, get.repliesReceived());
    }

    @Test
    void shouldGiveBackEveryPlaceThatWasTaken() {
        for (int round = 0; round < 20; round++) {
            final Map<String, String> entries = new TreeMap<>();
            for (int i = 0; i < 300; i++) {
                entries.put(key(i), VALUE + round);
            }
            client.putAll(entries);
        }
        awaitStillness();
        final Traffic.Counts counts = transport.traffic().counts();
        assertTrue(counts.requestsSent() >= 20 * 300 * NODES);
        assertEquals(counts.requestsSent(), counts.repliesReceived());
    }

    private static String key(final int i) {
        return String.format(java.util.Locale.ROOT, "key%013d", i);
    }

    private static Traffic.Counts since(final Traffic.Counts earlier, final Traffic.Counts later) {
        return later.since(earlier);
    }

    /** The late answers have come, too. A transport with nothing in flight has given back every place. */
    private void awaitStillness() {
        Waiting.until("all is still", () -> transport.inFlight() == 0 && allCounted());
    }

    private boolean allCounted() {
        final Traffic.Counts counts = transport.traffic().counts();
        return counts.requestsSent() == counts.repliesReceived();
    }
}

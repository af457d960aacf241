package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.proto.v1.GetRingRequest;
import io.quorate.proto.v1.GetRingResponse;
import io.quorate.proto.v1.NodeInfo;
import io.quorate.proto.v1.ReplicaGrpc;
import io.quorate.proto.v1.ScanEntry;
import io.quorate.proto.v1.ScanRequest;
import io.quorate.proto.v1.ScanResponse;
import io.quorate.testkit.TestRequest;
import io.quorate.version.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuorateV1ServiceTest {
    private TestNode node;
    private GrpcTransport transport;
    private Wire wire;
    private ManagedChannel channel;
    private ReplicaGrpc.ReplicaBlockingStub stub;

    @BeforeEach
    void connect() {
        node = new TestNode();
        transport = GrpcTransport.create();
        wire = new Wire(transport, node.address()).dial();
        channel = NettyChannelBuilder.forTarget("dns:///" + node.address())
                .usePlaintext()
                .build();
        stub = ReplicaGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow();
        assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
        transport.close();
        node.close();
    }

    private void assertThisNode(final NodeInfo info) {
        assertEquals(node.node().incarnationHigh(), info.getIncarnationHigh());
        assertEquals(node.node().incarnationLow(), info.getIncarnationLow());
        assertEquals(4, info.getRingEpoch());
        assertTrue(Math.abs(System.currentTimeMillis() - info.getWallMs()) < 60_000);
    }

    @Test
    void shouldTellTheRingWithEverythingThatPlacesKeys() {
        final GetRingResponse answer = stub.getRing(GetRingRequest.getDefaultInstance());

        assertTrue(answer.hasRing());
        assertEquals(4, answer.getRing().getEpoch());
        assertEquals(1, answer.getRing().getMembersCount());
        assertEquals(TestNode.NAME, answer.getRing().getMembers(0).getName());
        assertEquals(TestNode.NAME, answer.getSelfName());
        assertEquals(node.node().ringState().fingerprintText(), answer.getRing().getFingerprint());
        assertEquals("xxh3-64", answer.getRing().getParameters().getHash());
        assertEquals(256, answer.getRing().getParameters().getVnodesPerWeight());
        assertEquals(3, answer.getRing().getParameters().getReplicationFactor());
        assertFalse(answer.getRing().getParameters().getLinearizablePuts());
        assertThisNode(answer.getNode());
    }

    @Test
    void shouldLeaveOutTheRingOnlyWhenTheCallerHasIt() {
        final String fingerprint = node.node().ringState().fingerprintText();
        assertNotNull(fingerprint);

        assertFalse(stub.getRing(known(4, fingerprint)).hasRing());
        assertTrue(stub.getRing(known(3, fingerprint)).hasRing());
        assertTrue(stub.getRing(known(4, fingerprint + "x")).hasRing());
    }

    private static GetRingRequest known(final long epoch, final String fingerprint) {
        return GetRingRequest.newBuilder()
                .setKnownEpoch(epoch)
                .setKnownFingerprint(fingerprint)
                .build();
    }

    @Test
    void shouldScanRangeInPages() {
        for (int i = 0; i < 25; i++) {
            wire.ask(Wire.store(String.format("k%02d", i), "v" + i, 100 + i));
        }
        wire.ask(TestRequest.delete(Wire.ascii("k07"), new Version(500, 77)));

        final List<String> keys = new ArrayList<>();
        ByteString next = ByteString.copyFromUtf8("k03");
        while (!next.isEmpty()) {
            final ScanResponse page = stub.scan(ScanRequest.newBuilder()
                    .setStartKey(next)
                    .setEndKey(ByteString.copyFromUtf8("k20"))
                    .setLimitCount(5)
                    .setWantValues(true)
                    .build());
            assertTrue(page.getEntriesCount() <= 5);
            assertThisNode(page.getNode());
            for (final ScanEntry entry : page.getEntriesList()) {
                final int number =
                        Integer.parseInt(entry.getKey().toStringUtf8().substring(1));
                keys.add(entry.getKey().toStringUtf8());
                assertEquals(number == 7, entry.getTombstone());
                assertEquals(number == 7 ? 500 : 100 + number, entry.getTimestamp());
                assertEquals(77, entry.getWriterId());
                assertEquals(number == 7 ? "" : "v" + number, entry.getValue().toStringUtf8());
            }
            next = page.getNextKey();
        }

        assertEquals(17, keys.size());
        assertEquals("k03", keys.get(0));
        assertEquals("k19", keys.get(16));
    }

    @Test
    void shouldBoundThePageByItsBytesAndStillLeadOn() {
        final byte[] large = new byte[400 << 10];
        for (int i = 0; i < 5; i++) {
            wire.ask(TestRequest.store(Wire.ascii("k" + i), large, new Version(1, 1)));
        }

        final ScanResponse first =
                stub.scan(ScanRequest.newBuilder().setWantValues(true).build());
        final ScanResponse all = stub.scan(ScanRequest.getDefaultInstance());

        assertEquals(2, first.getEntriesCount());
        assertEquals("k2", first.getNextKey().toStringUtf8());
        assertEquals(5, all.getEntriesCount());
        assertTrue(all.getNextKey().isEmpty());
        assertTrue(
                all.getEntriesList().stream().allMatch(entry -> entry.getValue().isEmpty()));
    }
}

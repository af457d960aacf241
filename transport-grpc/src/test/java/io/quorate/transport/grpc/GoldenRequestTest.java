package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of requests. A change here is a change of the wire: servers and recorded traffic would notice. */
class GoldenRequestTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = Wire.ascii("key");
    private static final byte[] VALUE = Wire.ascii("value");
    private static final byte[] BINARY = {(byte) 0xff, 0, (byte) 0xc3};
    private static final Version VERSION = new Version(0x0102030405060708L, 0x1122334455667788L);

    private static TestRequest store(final byte[] key, final byte[] value) {
        return TestRequest.store(key, value, VERSION).withRequestId(300).withRingEpoch(5);
    }

    private static byte[] put(final TestRequest request, final boolean older) {
        return Requests.put(request, Requests.keyOf(request), Requests.valueOf(request), older)
                .toByteArray();
    }

    private static byte[] get(final TestRequest request, final boolean older) {
        return Requests.get(request, Requests.keyOf(request), older).toByteArray();
    }

    @Test
    void shouldSendOlderServersNothingButTheContract() throws Exception {
        final byte[] put = put(store(KEY, VALUE), true);
        final byte[] get = get(
                TestRequest.of(ReplicaRequest.READ, KEY, new byte[0], new Version(0, 9))
                        .withRequestId(300)
                        .withRingEpoch(5),
                true);

        assertEquals(
                "0a036b6579" // 1 key
                        + "120576616c7565" // 2 value
                        + "1888ef99abc5e88c9111" // 3 client_id
                        + "20ac02" // 4 request_id
                        + "28888e98a8c0e0808101", // 5 timestamp
                HEX.formatHex(put));
        assertEquals("0a036b6579" + "1009" + "18ac02", HEX.formatHex(get));

        final io.quorate.transport.grpc.legacy.PutRequest parsed =
                io.quorate.transport.grpc.legacy.PutRequest.parseFrom(put);
        assertEquals("key", parsed.getKey());
        assertEquals("value", parsed.getValue());
        assertEquals(VERSION.writerId(), parsed.getClientId());
        assertEquals(300, parsed.getRequestId());
        assertEquals(VERSION.timestamp(), parsed.getTimestamp());
        assertTrue(parsed.getUnknownFields().asMap().isEmpty());
    }

    @Test
    void shouldSendTextToQuorateNodesInTheContractsFields() throws Exception {
        final byte[] put = put(store(KEY, VALUE).withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS), false);
        final byte[] get = get(TestRequest.read(KEY).withRequestId(300).withRingEpoch(5), false);

        assertEquals(
                "0a036b6579" // 1 key
                        + "120576616c7565" // 2 value
                        + "1888ef99abc5e88c9111" // 3 client_id
                        + "20ac02" // 4 request_id
                        + "28888e98a8c0e0808101" // 5 timestamp
                        + "7005" // 14 ring_epoch
                        + "7801" // 15 want_previous
                        + "880101", // 17 raw_reply
                HEX.formatHex(put));
        assertEquals("0a036b6579" + "18ac02" + "5805" + "6001", HEX.formatHex(get));

        final io.quorate.transport.grpc.legacy.PutRequest parsed =
                io.quorate.transport.grpc.legacy.PutRequest.parseFrom(put);
        assertEquals("key", parsed.getKey());
        assertEquals("value", parsed.getValue());
        assertEquals(VERSION.writerId(), parsed.getClientId());
        assertEquals(VERSION.timestamp(), parsed.getTimestamp());
        assertEquals(
                "key",
                io.quorate.transport.grpc.legacy.GetRequest.parseFrom(get).getKey());
    }

    @Test
    void shouldSendBytesInRawFieldsAndNotTwice() {
        final byte[] put = put(store(BINARY, BINARY), false);

        assertEquals(
                "1888ef99abc5e88c9111" // 3 client_id
                        + "20ac02" // 4 request_id
                        + "28888e98a8c0e0808101" // 5 timestamp
                        + "6203ff00c3" // 12 raw_key
                        + "6a03ff00c3" // 13 raw_value
                        + "7005" // 14 ring_epoch
                        + "7800" // 15 want_previous, present and false
                        + "880101", // 17 raw_reply
                HEX.formatHex(put));
        assertEquals("5203ff00c3" + "6001", HEX.formatHex(get(TestRequest.read(BINARY), false)));
    }

    @Test
    void shouldSendRepairsWithTheVersionsOwnWriter() {
        final byte[] repair = put(TestRequest.repair(KEY, VALUE, VERSION), false);

        assertEquals(
                "0a036b6579" // 1 key
                        + "120576616c7565" // 2 value
                        + "28888e98a8c0e0808101" // 5 timestamp
                        + "518877665544332211" // 10 writer_id
                        + "7800" // 15 want_previous, present and false
                        + "800101" // 16 repair
                        + "880101", // 17 raw_reply
                HEX.formatHex(repair));
    }

    @Test
    void shouldSendTombstonesWithoutValue() {
        final byte[] delete = put(TestRequest.delete(KEY, VERSION), false);

        assertEquals(
                "0a036b6579" // 1 key
                        + "1888ef99abc5e88c9111" // 3 client_id
                        + "28888e98a8c0e0808101" // 5 timestamp
                        + "5801" // 11 tombstone
                        + "7800" // 15 want_previous, present and false
                        + "880101", // 17 raw_reply
                HEX.formatHex(delete));
    }

    @Test
    void shouldSendReadsOfVersionsToTheServiceOfQuorateNodes() {
        final TestRequest request =
                TestRequest.readVersion(KEY).withRequestId(300).withRingEpoch(5);

        final byte[] bytes =
                Requests.readVersion(request, Requests.keyOf(request)).toByteArray();

        assertEquals("0a036b6579" + "18ac02" + "2005", HEX.formatHex(bytes));
    }
}

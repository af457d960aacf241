package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnaryRequestsTest {
    private static final byte[] KEY = Wire.ascii("key");
    private static final byte[] VALUE = Wire.ascii("value");
    private static final Version VERSION = new Version(5, 77);

    private final UnaryRequests requests = new UnaryRequests();

    /** The fields of a request that can be changed one by one. */
    private record Fields(
            byte kind, int flags, long ringEpoch, long timestamp, long writerId, long requestId, ByteBuffer bytes)
            implements ReplicaRequest {

        static Fields store(final ByteBuffer bytes) {
            return new Fields(STORE, 0, 1, 2, 3, 4, bytes);
        }

        @Override
        public int keyOffset() {
            return 1;
        }

        @Override
        public int keyLength() {
            return KEY.length;
        }

        @Override
        public int valueOffset() {
            return 1 + KEY.length;
        }

        @Override
        public int valueLength() {
            return kind == STORE || kind == REPAIR ? VALUE.length : 0;
        }
    }

    private static ByteBuffer bytes(final ByteBuffer empty, final byte[] key, final byte[] value) {
        return empty.put((byte) 0).put(key).put(value).clear();
    }

    private static ByteBuffer bytes() {
        return bytes(ByteBuffer.allocate(32), KEY, VALUE);
    }

    @Test
    void shouldMakeOneMessageOfEqualRequests() {
        final UnaryRequest first = requests.of(TestRequest.store(KEY, VALUE, VERSION), false);

        assertSame(first, requests.of(TestRequest.store(KEY.clone(), VALUE.clone(), VERSION), false));
    }

    @Test
    void shouldFindEqualRequestsInAnyKindOfBuffer() {
        final UnaryRequest first = requests.of(Fields.store(bytes()), false);

        assertSame(first, requests.of(Fields.store(bytes(ByteBuffer.allocateDirect(32), KEY, VALUE)), false));
        final ByteBuffer within = ByteBuffer.allocate(64).position(7).slice();
        assertSame(first, requests.of(Fields.store(bytes(within, KEY, VALUE)), false));
    }

    @Test
    void shouldMakeAnotherMessageWhenAnythingDiffers() {
        final Fields same = Fields.store(bytes());
        final List<Fields> others = List.of(
                new Fields(ReplicaRequest.REPAIR, 0, 1, 2, 3, 4, bytes()),
                new Fields(ReplicaRequest.READ, 0, 1, 2, 3, 4, bytes()),
                new Fields(ReplicaRequest.READ_VERSION, 0, 1, 2, 3, 4, bytes()),
                new Fields(ReplicaRequest.STORE, ReplicaRequest.FLAG_TOMBSTONE, 1, 2, 3, 4, bytes()),
                new Fields(ReplicaRequest.STORE, 0, 9, 2, 3, 4, bytes()),
                new Fields(ReplicaRequest.STORE, 0, 1, 9, 3, 4, bytes()),
                new Fields(ReplicaRequest.STORE, 0, 1, 2, 9, 4, bytes()),
                new Fields(ReplicaRequest.STORE, 0, 1, 2, 3, 9, bytes()),
                Fields.store(bytes(ByteBuffer.allocate(32), Wire.ascii("kez"), VALUE)),
                Fields.store(bytes(ByteBuffer.allocate(32), KEY, Wire.ascii("valuf"))),
                Fields.store(bytes(ByteBuffer.allocateDirect(32), KEY, Wire.ascii("valuf"))));

        for (final Fields other : others) {
            final UnaryRequest first = requests.of(same, false);
            assertNotSame(first, requests.of(other, false), other.toString());
            assertArrayEquals(
                    new UnaryRequest(other, false).message().toByteArray(),
                    requests.of(other, false).message().toByteArray());
        }
        assertNotSame(requests.of(same, false), requests.of(same, true));
    }

    @Test
    void shouldNotBeChangedByWhoeverUsesTheBufferNext() {
        final ByteBuffer buffer = bytes();
        final UnaryRequest first = requests.of(Fields.store(buffer), false);
        final byte[] before = first.message().toByteArray();
        buffer.put(2, (byte) 'x').put(1 + KEY.length, (byte) 'x');

        final UnaryRequest second = requests.of(Fields.store(buffer), false);

        assertArrayEquals(before, first.message().toByteArray());
        assertNotSame(first, second);
    }

    @Test
    void shouldNotHoldOnToLargeMessages() {
        final TestRequest large = TestRequest.store(KEY, new byte[1 << 20], VERSION);

        assertNotSame(requests.of(large, false), requests.of(large, false));
    }
}

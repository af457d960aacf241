package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NodeRequestTest {
    @Test
    void shouldCopyEverything() {
        final NodeRequest source = Caller.storing("key", "value", 5, 6).flags(3).origin(7, 8);

        final NodeRequest copy =
                new NodeRequest().begin((byte) 99).key(Caller.bytes("other")).copyOf(source);
        source.begin(ReplicaRequest.READ).key(Caller.bytes("changed"));

        assertEquals(ReplicaRequest.STORE, copy.kind());
        assertEquals(3, copy.flags());
        assertEquals(5, copy.timestamp());
        assertEquals(6, copy.writerId());
        assertEquals(7, copy.requestId());
        assertEquals(8, copy.ringEpoch());
        assertEquals("key", text(copy, copy.keyOffset(), copy.keyLength()));
        assertEquals("value", text(copy, copy.valueOffset(), copy.valueLength()));
    }

    @Test
    void shouldCopyFromBuffersAndLeaveThemAsTheyWere() {
        final ByteBuffer key = ByteBuffer.allocateDirect(10)
                .put(2, Caller.bytes("key"))
                .position(2)
                .limit(5);
        final ByteBuffer value =
                ByteBuffer.wrap(Caller.bytes("a value")).position(2).asReadOnlyBuffer();

        final NodeRequest request =
                new NodeRequest().begin(ReplicaRequest.STORE).keyAndValue(key, value);

        assertEquals("key", text(request, request.keyOffset(), request.keyLength()));
        assertEquals("value", text(request, request.valueOffset(), request.valueLength()));
        assertEquals(3, key.remaining());
        assertEquals(5, value.remaining());
    }

    @Test
    void shouldForgetLastRequestWhenItBegins() {
        final NodeRequest request =
                Caller.storing("key", "value", 5, 6).flags(3).origin(7, 8);

        request.begin(ReplicaRequest.RING_STATE);

        assertEquals(ReplicaRequest.RING_STATE, request.kind());
        assertEquals(0, request.flags());
        assertEquals(0, request.timestamp());
        assertEquals(0, request.writerId());
        assertEquals(0, request.requestId());
        assertEquals(0, request.ringEpoch());
        assertEquals(0, request.keyLength());
        assertEquals(0, request.valueLength());
    }

    @Test
    void shouldGiveLargeBufferBackOnly() {
        final NodeRequest request = Caller.storing("key", "v".repeat(997), 5, 6);

        request.trim(1_000);
        assertEquals(997, request.valueLength());
        assertEquals(1_000, request.bytes().capacity());
        request.trim(999);
        assertEquals(0, request.bytes().capacity());
        assertEquals(0, request.valueLength());
    }

    private static String text(final NodeRequest request, final int offset, final int length) {
        final byte[] out = new byte[length];
        request.bytes().get(offset, out);
        return new String(out, StandardCharsets.UTF_8);
    }
}

package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Calls a node that answers at once, and remembers the answer. One thread. */
final class Caller implements ReplySink {
    static final int ANSWERED = 0;

    private final StorageNode node;
    final NodeReply reply = new NodeReply();
    int answers;
    int fate;
    int code;

    @Nullable
    String detail;

    Caller(final StorageNode node) {
        this.node = node;
    }

    static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static NodeRequest storing(final String key, final String value, final long timestamp, final long writerId) {
        return new NodeRequest()
                .begin(ReplicaRequest.STORE)
                .keyAndValue(bytes(key), bytes(value))
                .version(timestamp, writerId);
    }

    static NodeRequest deleting(final String key, final long timestamp, final long writerId) {
        return storing(key, "", timestamp, writerId).flags(ReplicaRequest.FLAG_TOMBSTONE);
    }

    static NodeRequest reading(final String key) {
        return new NodeRequest().begin(ReplicaRequest.READ).key(bytes(key));
    }

    /** Sends a request that the node must answer before it returns, once. */
    Caller call(final ReplicaRequest request) {
        answers = 0;
        node.handle(request, reply, this);
        assertEquals(1, answers, "answers to one request");
        return this;
    }

    NodeReply ask(final ReplicaRequest request) {
        call(request);
        assertEquals(ANSWERED, fate, () -> "failed with code " + code + ": " + detail);
        return reply;
    }

    NodeReply store(final String key, final String value, final long timestamp, final long writerId) {
        return ask(storing(key, value, timestamp, writerId));
    }

    NodeReply delete(final String key, final long timestamp, final long writerId) {
        return ask(deleting(key, timestamp, writerId));
    }

    NodeReply read(final String key) {
        return ask(reading(key));
    }

    void assertFails(final ReplicaRequest request, final int wantedFate, final int wantedCode) {
        call(request);
        assertEquals(wantedFate, fate, () -> "fate; detail: " + detail);
        assertEquals(wantedCode, code, () -> "code; detail: " + detail);
    }

    String value() {
        return new String(valueBytes(reply), StandardCharsets.UTF_8);
    }

    static byte[] valueBytes(final ReplicaReply reply) {
        final byte[] value = new byte[reply.valueLength()];
        reply.bytes().get(reply.valueOffset(), value);
        return value;
    }

    void assertHeld(final String key, final int result, final long timestamp, final long writerId, final String value) {
        read(key);
        assertEquals(result, reply.result(), "result");
        assertEquals(timestamp, reply.timestamp(), "timestamp");
        assertEquals(writerId, reply.writerId(), "writerId");
        assertEquals(value, value());
    }

    @Override
    public void onReply(final NodeReply answered) {
        answers++;
        fate = ANSWERED;
        code = 0;
        detail = null;
        assertEquals(reply, answered);
    }

    @Override
    public void onFailure(
            final NodeReply failed, final int failedFate, final int failedCode, final @Nullable String text) {
        answers++;
        fate = failedFate;
        code = failedCode;
        detail = text;
        assertEquals(reply, failed);
    }
}

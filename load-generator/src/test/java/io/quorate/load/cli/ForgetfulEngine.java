package io.quorate.load.cli;

import io.quorate.node.NodeReply;
import io.quorate.node.StorageEngine;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps the first value of each key, and says of each later one that it is stored, which it is not. */
final class ForgetfulEngine implements StorageEngine {

    private final StorageEngine engine;
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    ForgetfulEngine(final StorageEngine engine) {
        this.engine = engine;
    }

    @Override
    public void store(final ReplicaRequest request, final NodeReply reply) {
        final byte[] key = new byte[request.keyLength()];
        request.bytes().get(request.keyOffset(), key, 0, key.length);
        if (written.add(new String(key, StandardCharsets.UTF_8))) {
            engine.store(request, reply);
        } else {
            reply.setStored(ReplicaReply.STORED, request.timestamp(), request.writerId());
            reply.setPrevious(ReplicaReply.ABSENT, 0, 0);
            reply.complete();
        }
    }

    @Override
    public void read(final ReplicaRequest request, final NodeReply reply) {
        engine.read(request, reply);
    }

    @Override
    public long incarnationHigh() {
        return engine.incarnationHigh();
    }

    @Override
    public long incarnationLow() {
        return engine.incarnationLow();
    }

    @Override
    public byte @Nullable [] scan(
            final byte[] startKey,
            final byte[] endKey,
            final int limitCount,
            final boolean wantValues,
            final Visitor visitor) {
        return engine.scan(startKey, endKey, limitCount, wantValues, visitor);
    }

    @Override
    public long entryCount() {
        return engine.entryCount();
    }

    @Override
    public long usedBytes() {
        return engine.usedBytes();
    }

    @Override
    public void close() {
        engine.close();
    }
}

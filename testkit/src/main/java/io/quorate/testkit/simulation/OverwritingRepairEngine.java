package io.quorate.testkit.simulation;

import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeReply;
import io.quorate.node.StorageEngine;
import io.quorate.time.Env;
import io.quorate.transport.ReplicaRequest;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The engine of {@link PlantedBug#REPAIR_OVERWRITES}: each key has a store of its own, which a repair replaces by an empty one. */
final class OverwritingRepairEngine implements StorageEngine {

    private final Map<byte[], StorageEngine> stores = new TreeMap<>(Arrays::compareUnsigned);
    private final Env env;
    private final StorageEngine identity;

    OverwritingRepairEngine(final Env env) {
        this.env = env;
        this.identity = new MemoryEngine(env);
    }

    @Override
    public void read(final ReplicaRequest request, final NodeReply reply) {
        storeOf(request).read(request, reply);
    }

    @Override
    public void store(final ReplicaRequest request, final NodeReply reply) {
        if (request.kind() == ReplicaRequest.REPAIR) {
            stores.remove(keyOf(request));
        }
        storeOf(request).store(request, reply);
    }

    private StorageEngine storeOf(final ReplicaRequest request) {
        return stores.computeIfAbsent(keyOf(request), key -> new MemoryEngine(env));
    }

    private static byte[] keyOf(final ReplicaRequest request) {
        final byte[] key = new byte[request.keyLength()];
        request.bytes().get(request.keyOffset(), key);
        return key;
    }

    @Override
    public byte @Nullable [] scan(
            final byte[] startKey,
            final byte[] endKey,
            final int limitCount,
            final boolean wantValues,
            final Visitor visitor) {
        throw new UnsupportedOperationException("simulated clients do not scan");
    }

    @Override
    public long incarnationHigh() {
        return identity.incarnationHigh();
    }

    @Override
    public long incarnationLow() {
        return identity.incarnationLow();
    }

    @Override
    public long entryCount() {
        return stores.size();
    }

    @Override
    public long usedBytes() {
        return stores.values().stream().mapToLong(StorageEngine::usedBytes).sum();
    }

    @Override
    public void close() {
        stores.values().forEach(StorageEngine::close);
        identity.close();
    }
}

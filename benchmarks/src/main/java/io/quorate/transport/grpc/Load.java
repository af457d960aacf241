package io.quorate.transport.grpc;

import io.quorate.CallOptions;
import io.quorate.KeyResult;
import io.quorate.PutResult;
import io.quorate.QuorateClient;
import io.quorate.QuorateClientBuilder;
import io.quorate.bench.Clients;
import io.quorate.bench.Keys;
import io.quorate.validation.KeyValuePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What the operations of a comparison are made of, and the clients for it. Every node holds every key; R and W are a majority. */
final class Load {

    private static final int KEY_BYTES = 16;
    private static final int MAX_KEYS = 1 << 12;
    private static final int MIN_KEYS = 2;
    private static final int MAX_KEY_BYTES = 128;
    private static final int MAX_VALUE_BYTES = 1 << 20;
    private static final long STORE_BYTES = 96L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MAX_CONCURRENCY = 32;
    private static final int CONCURRENT_BYTES = 8 << 20;
    private static final long LARGE_IN_FLIGHT_BYTES = 1L << 30;

    private final int replicas;
    private final Keys keys;
    private final byte[] value;
    private final boolean binary;

    /**
     * Creates a load.
     *
     * @param replicas nodes
     * @param keys what is asked for
     * @param value of every key; not copied
     * @param binary whether values are larger than what clients take unless told otherwise, now or later
     */
    Load(final int replicas, final Keys keys, final byte[] value, final boolean binary) {
        this.replicas = replicas;
        this.keys = keys;
        this.value = value;
        this.binary = binary;
    }

    /** As many keys as the nodes have room for, up to 2^12. */
    static Load of(final int replicas, final int valueBytes, final boolean large) {
        int count = MAX_KEYS;
        while (count > MIN_KEYS && (long) count * valueBytes * replicas > STORE_BYTES) {
            count /= 2;
        }
        final byte[] value = new byte[valueBytes];
        Arrays.fill(value, (byte) 'v');
        return new Load(
                replicas,
                new Keys(count, KEY_BYTES),
                value,
                large || valueBytes > KeyValuePolicy.ORIGINAL_MAX_VALUE_BYTES);
    }

    int replicas() {
        return replicas;
    }

    Keys keys() {
        return keys;
    }

    /** The value of every key; not a copy. */
    byte[] value() {
        return value;
    }

    /** A client with every option at its default, except those that N and large values need. */
    QuorateClient connect(final List<String> addresses, final GrpcWire wire) {
        return Clients.connect(builder(addresses).transport(QuorateLoop.transport(wire)), addresses.size());
    }

    /** Puts every key, with patience, since the nodes' JVM is cold. */
    void preload(final List<String> addresses) {
        final int concurrency = Math.max(1, Math.min(MAX_CONCURRENCY, CONCURRENT_BYTES / Math.max(1, value.length)));
        final GrpcTransportOptions patient =
                GrpcTransportOptions.builder().dialTimeout(PATIENCE).build();
        try (QuorateClient client = builder(addresses)
                .transport(GrpcTransport.create(patient))
                .dialTimeout(PATIENCE)
                .requestTimeout(PATIENCE)
                .attemptTimeout(PATIENCE)
                .batchConcurrency(concurrency)
                .connect()) {
            final List<byte[]> all = new ArrayList<>();
            for (int i = 0; i < keys.count(); i++) {
                all.add(keys.copy(i));
            }
            for (final KeyResult<PutResult> result :
                    client.putAllBytes(all, Collections.nCopies(all.size(), value), CallOptions.DEFAULT)) {
                result.orElseThrow();
            }
        }
    }

    private QuorateClientBuilder builder(final List<String> addresses) {
        final int quorum = replicas / 2 + 1;
        final QuorateClientBuilder builder = QuorateClient.builder()
                .seeds(addresses)
                .replicationFactor(replicas)
                .readQuorum(quorum)
                .writeQuorum(quorum);
        return binary
                ? builder.policy(KeyValuePolicy.binary(MAX_KEY_BYTES, MAX_VALUE_BYTES))
                        .maxInFlightBytes(LARGE_IN_FLIGHT_BYTES)
                        .requestTimeout(PATIENCE)
                        .attemptTimeout(PATIENCE)
                : builder;
    }
}

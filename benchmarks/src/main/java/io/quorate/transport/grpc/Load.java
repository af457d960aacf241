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

/**
 * What the operations of a comparison are made of, and the clients for it.
 *
 * @param replicas nodes, each of which holds every key; R and W are a majority
 * @param keys what is asked for
 * @param value of every key
 * @param binary whether values are larger than what clients take unless told otherwise, now or later
 */
record Load(int replicas, Keys keys, byte[] value, boolean binary) {

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

    /** A client with every option at its default, except those that N and large values need, and a patient dial. */
    QuorateClient connect(final List<String> addresses, final Wire wire) {
        return Clients.connect(builder(addresses, wire), addresses.size());
    }

    /** Puts every key, with patience, since the nodes' JVM is cold. */
    void preload(final List<String> addresses) {
        final int concurrency = Math.max(1, Math.min(MAX_CONCURRENCY, CONCURRENT_BYTES / Math.max(1, value.length)));
        try (QuorateClient client = builder(addresses, Wire.UNARY)
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

    private QuorateClientBuilder builder(final List<String> addresses, final Wire wire) {
        final int quorum = replicas / 2 + 1;
        final QuorateClientBuilder builder = QuorateClient.builder()
                .seeds(addresses)
                .transport(QuorateLoop.transport(wire))
                .dialTimeout(PATIENCE)
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

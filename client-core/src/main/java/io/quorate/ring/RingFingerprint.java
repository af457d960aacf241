package io.quorate.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that clients and nodes of a cluster must agree on, small enough to be sent and compared.
 *
 * <p>Threads: immutable. Errors: malformed text is refused with a {@link RingStateFormatException}. Guarantee: two rings whose
 * fingerprints are equal place every key alike.
 *
 * @param hashName {@link KeyHash#name()}
 * @param hashKeyDigest {@link KeyHash#keyDigest()}, 0 without key
 * @param vnodesPerWeight tokens per unit of weight
 * @param weightsDigest digest of all member names with their weights
 * @param replicationFactor copies of a key, N
 * @param linearizablePuts whether puts are LINEARIZABLE
 */
public record RingFingerprint(
        String hashName,
        long hashKeyDigest,
        int vnodesPerWeight,
        long weightsDigest,
        int replicationFactor,
        boolean linearizablePuts) {

    private static final String PREFIX = "ring/1";
    private static final int PARTS = 7;
    private static final Pattern HASH_NAME = Pattern.compile("[a-z0-9-]{1,32}");

    /** Checks the form of the hash's name. */
    public RingFingerprint {
        if (!HASH_NAME.matcher(hashName).matches()) {
            throw new IllegalArgumentException(
                    "name of the hash is malformed: it must be 1 to 32 lower case letters, digits and hyphens");
        }
    }

    /**
     * The fingerprint of a ring.
     *
     * @param ring the ring
     * @param linearizablePuts whether puts are LINEARIZABLE
     * @return its fingerprint
     */
    public static RingFingerprint of(final RingSnapshot ring, final boolean linearizablePuts) {
        return of(ring.config(), ring.nodes(), linearizablePuts);
    }

    /**
     * The fingerprint of the ring that these members would make.
     *
     * @param config what besides the members decides placement
     * @param members the members in any order
     * @param linearizablePuts whether puts are LINEARIZABLE
     * @return its fingerprint
     */
    public static RingFingerprint of(
            final RingConfig config, final Collection<NodeDescriptor> members, final boolean linearizablePuts) {
        return new RingFingerprint(
                config.hash().name(),
                config.hash().keyDigest(),
                config.vnodesPerWeight(),
                digestOfWeights(members),
                config.replicationFactor(),
                linearizablePuts);
    }

    /**
     * Reads the text form that {@link #text()} writes.
     *
     * @param text the text form
     * @return the fingerprint, equal to the one that was written
     * @throws RingStateFormatException if it is not such a form, or one of a later version
     */
    public static RingFingerprint parse(final String text) {
        final String[] parts = text.split(";", PARTS + 1);
        if (parts.length != PARTS || !parts[0].equals(PREFIX)) {
            throw malformed("it must be " + PARTS + " parts of which the first is " + PREFIX, null);
        }
        final RingFingerprint parsed;
        try {
            parsed = new RingFingerprint(
                    valueOf(parts[1], "hash="),
                    HexFormat.fromHexDigitsToLong(valueOf(parts[2], "key=")),
                    Integer.parseInt(valueOf(parts[3], "vnodes=")),
                    HexFormat.fromHexDigitsToLong(valueOf(parts[4], "weights=")),
                    Integer.parseInt(valueOf(parts[5], "n=")),
                    Boolean.parseBoolean(valueOf(parts[6], "linearizable=")));
        } catch (final IllegalArgumentException e) {
            throw malformed("one of its parts cannot be read", e);
        }
        if (!parsed.text().equals(text)) {
            throw malformed("it is not in canonical form", null);
        }
        return parsed;
    }

    /**
     * Writes the canonical text form, for example
     * {@code ring/1;hash=xxh3-64;key=0000000000000000;vnodes=256;weights=9f86d081884c7d65;n=3;linearizable=false}.
     *
     * @return the text form; equal fingerprints have equal texts
     */
    public String text() {
        final HexFormat hex = HexFormat.of();
        return PREFIX + ";hash=" + hashName
                + ";key=" + hex.toHexDigits(hashKeyDigest)
                + ";vnodes=" + vnodesPerWeight
                + ";weights=" + hex.toHexDigits(weightsDigest)
                + ";n=" + replicationFactor
                + ";linearizable=" + linearizablePuts;
    }

    /**
     * Says how a client with this fingerprint differs from a cluster with another.
     *
     * @param cluster the cluster's fingerprint
     * @return null if they are equal; else each item that differs with both values, for example
     *     {@code replicationFactor: client 5, cluster 3}
     */
    public @Nullable String differenceTo(final RingFingerprint cluster) {
        final StringBuilder out = new StringBuilder();
        append(out, "hash", hashName, cluster.hashName);
        append(out, "digest of the hash key", keyText(hashKeyDigest), keyText(cluster.hashKeyDigest));
        append(out, "vnodesPerWeight", vnodesPerWeight, cluster.vnodesPerWeight);
        append(
                out,
                "digest of member names and weights",
                HexFormat.of().toHexDigits(weightsDigest),
                HexFormat.of().toHexDigits(cluster.weightsDigest));
        append(out, "replicationFactor", replicationFactor, cluster.replicationFactor);
        append(out, "linearizablePuts", linearizablePuts, cluster.linearizablePuts);
        return out.isEmpty() ? null : out.toString();
    }

    private static void append(final StringBuilder out, final String item, final Object client, final Object cluster) {
        if (!client.equals(cluster)) {
            out.append(out.isEmpty() ? "" : "; ").append(item);
            out.append(": client ").append(client).append(", cluster ").append(cluster);
        }
    }

    private static String keyText(final long digest) {
        return digest == 0 ? "none" : HexFormat.of().toHexDigits(digest);
    }

    private static String valueOf(final String part, final String label) {
        if (!part.startsWith(label)) {
            throw new IllegalArgumentException(label + " is missing");
        }
        return part.substring(label.length());
    }

    private static RingStateFormatException malformed(final String what, final @Nullable Throwable cause) {
        return new RingStateFormatException("malformed ring fingerprint: " + what, cause);
    }

    private static long digestOfWeights(final Collection<NodeDescriptor> members) {
        final NodeDescriptor[] sorted = members.toArray(new NodeDescriptor[0]);
        Arrays.sort(sorted, Comparator.comparing(NodeDescriptor::name));
        final Sha256Digest digest = new Sha256Digest();
        for (final NodeDescriptor node : sorted) {
            final byte[] name = node.name().getBytes(StandardCharsets.US_ASCII);
            digest.addInt(name.length).add(name).addInt(node.weight());
        }
        return digest.toLong();
    }
}

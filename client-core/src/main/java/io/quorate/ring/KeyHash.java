package io.quorate.ring;

/**
 * The hash that places member tokens and keys on the ring. All clients and nodes of a cluster use the same one.
 *
 * <p>Threads: implementations are immutable; any thread, never blocks. Units: a hash is 64 bits and <b>unsigned</b>.
 * Allocation: none in {@link #hash}. Guarantee: the same bytes give the same hash on every JVM and machine, now and in later
 * versions; the test suite pins values.
 */
public sealed interface KeyHash permits Xxh3KeyHash, Murmur3KeyHash, SipKeyHash {
    /** XXH3, 64 bits, seed 0: the default. Not for keys chosen by an attacker. */
    KeyHash XXH3_64 = Xxh3KeyHash.INSTANCE;

    /** Murmur3, 32 bits, seed 0, in the upper half of the result; the lower half is zero. Not for keys chosen by an attacker. */
    KeyHash MURMUR3_32 = Murmur3KeyHash.INSTANCE;

    /** How many bytes the key of {@link #keyed(byte[])} has. */
    int KEY_BYTES = 16;

    /**
     * A hash whose collisions cannot be found without its key: SipHash-2-4. For clusters where strangers choose keys, who
     * could otherwise aim all load at one node.
     *
     * @param key 16 secret random bytes, the same in the whole cluster for ever; copied
     * @return the hash
     * @throws IllegalArgumentException if the key is not 16 bytes long
     */
    static KeyHash keyed(final byte[] key) {
        return new SipKeyHash(key);
    }

    /**
     * Finds an unkeyed hash by the name that {@link #name()} gives.
     *
     * @param name {@code xxh3-64} or {@code murmur3-32}
     * @return the hash
     * @throws IllegalArgumentException if there is none of that name, or it needs a key
     */
    static KeyHash byName(final String name) {
        return switch (name) {
            case Xxh3KeyHash.NAME -> XXH3_64;
            case Murmur3KeyHash.NAME -> MURMUR3_32;
            case SipKeyHash.NAME ->
                throw new IllegalArgumentException("hash=" + name
                        + " needs a key: use KeyHash.keyed with the cluster's " + KEY_BYTES + " byte key");
            default ->
                throw new IllegalArgumentException("hash=" + name + " is unknown: use " + Xxh3KeyHash.NAME + ", "
                        + Murmur3KeyHash.NAME + " or, with a key, " + SipKeyHash.NAME);
        };
    }

    /**
     * Hashes a range of bytes.
     *
     * @param bytes array that holds the range; only read
     * @param offset where the range starts
     * @param length how many bytes it has; 0 is allowed
     * @return the hash, unsigned
     * @throws IndexOutOfBoundsException if the range is not inside the array
     */
    long hash(byte[] bytes, int offset, int length);

    /**
     * The hash's name in configuration, on the wire and in error messages.
     *
     * @return for example {@code xxh3-64}
     */
    String name();

    /**
     * A digest that tells keys apart without revealing them.
     *
     * @return 0 for a hash without key, never 0 for one with
     */
    long keyDigest();
}

package io.quorate.ring;

import com.dynatrace.hash4j.hashing.Hasher32;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Objects;

/** Murmur3-32 with seed 0 in the upper half of the result, so that tokens spread over the whole unsigned range. */
final class Murmur3KeyHash implements KeyHash {
    static final String NAME = "murmur3-32";
    static final Murmur3KeyHash INSTANCE = new Murmur3KeyHash();

    private static final Hasher32 HASHER = Hashing.murmur3_32();

    private Murmur3KeyHash() {}

    @Override
    public long hash(final byte[] bytes, final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return (long) HASHER.hashBytesToInt(bytes, offset, length) << Integer.SIZE;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long keyDigest() {
        return 0;
    }

    @Override
    public String toString() {
        return NAME;
    }
}

package io.quorate.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Objects;

/** XXH3-64 with seed 0. */
final class Xxh3KeyHash implements KeyHash {
    static final String NAME = "xxh3-64";
    static final Xxh3KeyHash INSTANCE = new Xxh3KeyHash();

    private static final Hasher64 HASHER = Hashing.xxh3_64();

    private Xxh3KeyHash() {}

    @Override
    public long hash(final byte[] bytes, final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return HASHER.hashBytesToLong(bytes, offset, length);
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

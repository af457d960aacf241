package io.quorate.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * SipHash-2-4 with 64-bit result.
 *
 * <p>Aumasson, Bernstein: <i>SipHash: a fast short-input PRF</i>, 2012.
 */
final class SipKeyHash implements KeyHash {
    static final String NAME = "siphash-2-4";

    private static final VarHandle LONG_LE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] DIGEST_DOMAIN = "quorate ring hash key".getBytes(StandardCharsets.US_ASCII);

    private final long k0;
    private final long k1;
    private final long keyDigest;

    SipKeyHash(final byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("hash key has " + key.length + " bytes: it must have " + KEY_BYTES);
        }
        this.k0 = (long) LONG_LE.get(key, 0);
        this.k1 = (long) LONG_LE.get(key, Long.BYTES);
        final long digest = new Sha256Digest().add(DIGEST_DOMAIN).add(key).toLong();
        this.keyDigest = digest == 0 ? 1 : digest;
    }

    @Override
    public long hash(final byte[] bytes, final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        long v0 = 0x736f6d6570736575L ^ k0;
        long v1 = 0x646f72616e646f6dL ^ k1;
        long v2 = 0x6c7967656e657261L ^ k0;
        long v3 = 0x7465646279746573L ^ k1;
        // After the whole words come one of the 0 to 7 bytes left over with the length, and the finishing rounds.
        final int wholeWords = length / Long.BYTES;
        for (int i = 0; i <= wholeWords + 1; i++) {
            final boolean finish = i > wholeWords;
            final long word;
            if (i < wholeWords) {
                word = (long) LONG_LE.get(bytes, offset + i * Long.BYTES);
            } else if (finish) {
                word = 0;
                v2 ^= 0xff;
            } else {
                word = lastWord(bytes, offset, length);
            }
            v3 ^= word;
            final int rounds = finish ? 4 : 2;
            for (int round = 0; round < rounds; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long keyDigest() {
        return keyDigest;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof SipKeyHash that && keyDigest == that.keyDigest && k0 == that.k0 && k1 == that.k1;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(keyDigest);
    }

    /** Shows the name alone: the key is secret. */
    @Override
    public String toString() {
        return NAME;
    }

    private static long lastWord(final byte[] bytes, final int offset, final int length) {
        final int whole = length & -Long.BYTES;
        long word = (long) length << 56;
        for (int i = whole; i < length; i++) {
            word |= (bytes[offset + i] & 0xffL) << (Byte.SIZE * (i - whole));
        }
        return word;
    }
}

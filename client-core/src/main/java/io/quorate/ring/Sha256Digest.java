package io.quorate.ring;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first 64 bits of a SHA-256 over what was added. Single-threaded, for one use. */
final class Sha256Digest {
    private final MessageDigest sha256;

    Sha256Digest() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
        }
    }

    Sha256Digest add(final byte[] bytes) {
        sha256.update(bytes);
        return this;
    }

    Sha256Digest addInt(final int value) {
        return add(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    long toLong() {
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }
}

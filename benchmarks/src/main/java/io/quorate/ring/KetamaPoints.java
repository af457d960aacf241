package io.quorate.ring;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Points on the ring as ketama clients of memcached place them: 32 bits out of MD5, 160 per server, four to a digest.
 *
 * <p><b>Threads.</b> Not thread-safe. <b>Allocation.</b> None in {@link #ofKey}: digest and result array are reused, which is better than such
 * clients do.
 */
final class KetamaPoints {

    private static final int DIGEST_BYTES = 16;
    private static final int DIGESTS_PER_SERVER = 40;
    private static final int BYTE_MASK = 0xff;

    private final MessageDigest md5;
    private final byte[] digest = new byte[DIGEST_BYTES];

    KetamaPoints() {
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (final NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no MD5", missing);
        }
    }

    /** All points of a ring's members, to node indices. */
    NavigableMap<Long, Integer> ofMembers(final RingSnapshot ring) {
        final NavigableMap<Long, Integer> points = new TreeMap<>();
        for (int node = 0; node < ring.nodeCount(); node++) {
            for (int i = 0; i < DIGESTS_PER_SERVER; i++) {
                final byte[] name = (ring.node(node).name() + "-" + i).getBytes(StandardCharsets.US_ASCII);
                hash(name, 0, name.length);
                for (int offset = 0; offset < DIGEST_BYTES; offset += Integer.BYTES) {
                    points.put(pointAt(offset), node);
                }
            }
        }
        return points;
    }

    /** The point of a key. */
    long ofKey(final byte[] bytes, final int offset, final int length) {
        hash(bytes, offset, length);
        return pointAt(0);
    }

    private void hash(final byte[] bytes, final int offset, final int length) {
        try {
            md5.update(bytes, offset, length);
            md5.digest(digest, 0, DIGEST_BYTES);
        } catch (final DigestException tooShort) {
            throw new IllegalStateException(tooShort);
        }
    }

    private long pointAt(final int offset) {
        return (long) (digest[offset + 3] & BYTE_MASK) << 24
                | (digest[offset + 2] & BYTE_MASK) << 16
                | (digest[offset + 1] & BYTE_MASK) << 8
                | (digest[offset] & BYTE_MASK);
    }
}

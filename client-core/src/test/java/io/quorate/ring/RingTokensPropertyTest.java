package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The index must give the answer of a binary search for every hash, however the tokens lie. */
class RingTokensPropertyTest {
    private static final int BUCKET_EDGES = 64;
    private static final int RANDOM_HASHES = 1_000_000;

    @Property(tries = 500)
    void shouldFindWhatABinarySearchFindsWhenTokensLieAnyhow(
            @ForAll("tokens") final long[] tokens, @ForAll final long[] hashes) {
        final Expected expected = new Expected(tokens);
        final RingTokens ring = new RingTokens(tokens);
        for (final long hash : hashes) {
            expected.check(ring, hash);
        }
        checkEdges(expected, ring);
    }

    @Example
    void shouldFindWhatABinarySearchFindsWhenTheRingIsLarge() {
        final SplittableRandom random = new SplittableRandom(7);
        final long[] tokens = random.longs(256_000).toArray();
        final Expected expected = new Expected(tokens);
        final RingTokens ring = new RingTokens(tokens);
        for (int i = 0; i < RANDOM_HASHES; i++) {
            expected.check(ring, random.nextLong());
        }
        checkEdges(expected, ring);
    }

    /** The ends of the range, both sides of every token, and both sides of places where buckets begin. */
    private static void checkEdges(final Expected expected, final RingTokens ring) {
        for (final long hash : new long[] {0, 1, -1, -2, Long.MAX_VALUE, Long.MIN_VALUE}) {
            expected.check(ring, hash);
        }
        for (int slot = 0; slot < ring.count(); slot++) {
            checkAround(expected, ring, ring.token(slot));
        }
        for (long edge = 0; edge < BUCKET_EDGES; edge++) {
            checkAround(expected, ring, edge << (Long.SIZE - Integer.numberOfTrailingZeros(BUCKET_EDGES)));
        }
    }

    private static void checkAround(final Expected expected, final RingTokens ring, final long hash) {
        expected.check(ring, hash - 1);
        expected.check(ring, hash);
        expected.check(ring, hash + 1);
    }

    /** Spread evenly, or in a few clusters that share all their upper bits, with equal ones among them. */
    @Provide
    Arbitrary<long[]> tokens() {
        final Arbitrary<Long> anywhere = Arbitraries.longs();
        final Arbitrary<Long> clustered = Arbitraries.longs().between(-40, 40).map(offset -> {
            final long centre = (offset & 3) << (Long.SIZE - 2);
            return centre + offset;
        });
        return Arbitraries.oneOf(anywhere, clustered)
                .list()
                .ofMinSize(1)
                .ofMaxSize(200)
                .map(RingTokensPropertyTest::toArray);
    }

    private static long[] toArray(final List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** The definition: binary search for the first token that is not below the hash, over unsigned values. */
    private static final class Expected {
        private final long[] sorted;

        Expected(final long[] tokens) {
            sorted = tokens.clone();
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] ^= Long.MIN_VALUE;
            }
            Arrays.sort(sorted);
        }

        void check(final RingTokens ring, final long hash) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                final int middle = (low + high) >>> 1;
                if (sorted[middle] < (hash ^ Long.MIN_VALUE)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (ring.lowerBound(hash) != low || ring.slotOf(hash) != low % sorted.length) {
                assertEquals(low, ring.lowerBound(hash), () -> "hash " + Long.toHexString(hash));
                assertEquals(low % sorted.length, ring.slotOf(hash), () -> "hash " + Long.toHexString(hash));
            }
        }
    }
}

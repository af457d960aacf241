package io.quorate.load.workload;

/**
 * A permutation of the numbers from 0 to any size, by a seed, without a table: unlike a hash it sends no two numbers to one.
 *
 * <p><b>Threads.</b> Any, pure functions. <b>Allocation.</b> None.
 *
 * <p>A Feistel network over the least number of bits that hold the size, applied again while the result is not below the size, which takes
 * less than two goes on average (Black, Rogaway: Ciphers with arbitrary finite domains, CT-RSA 2002).
 */
final class KeyPermutation {

    private static final int ROUNDS = 6;

    private final int size;
    private final int rightBits;
    private final int leftMask;
    private final int rightMask;
    private final long[] roundKeys = new long[ROUNDS];

    KeyPermutation(final long seed, final int size) {
        this.size = size;
        final int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
        this.rightBits = (bits + 1) / 2;
        this.leftMask = (1 << (bits - rightBits)) - 1;
        this.rightMask = (1 << rightBits) - 1;
        long key = seed;
        for (int i = 0; i < ROUNDS; i++) {
            key = Draws.next(key);
            roundKeys[i] = key;
        }
    }

    /** Where a number goes. */
    int apply(final int number) {
        int at = number;
        do {
            at = encrypt(at);
        } while (at >= size);
        return at;
    }

    /** Which number goes there. */
    int inverse(final int number) {
        int at = number;
        do {
            at = decrypt(at);
        } while (at >= size);
        return at;
    }

    private int encrypt(final int number) {
        int left = number >>> rightBits;
        int right = number & rightMask;
        for (int i = 0; i < ROUNDS; i += 2) {
            left ^= (int) Draws.mix(roundKeys[i] + right) & leftMask;
            right ^= (int) Draws.mix(roundKeys[i + 1] + left) & rightMask;
        }
        return left << rightBits | right;
    }

    private int decrypt(final int number) {
        int left = number >>> rightBits;
        int right = number & rightMask;
        for (int i = ROUNDS - 2; i >= 0; i -= 2) {
            right ^= (int) Draws.mix(roundKeys[i + 1] + left) & rightMask;
            left ^= (int) Draws.mix(roundKeys[i] + right) & leftMask;
        }
        return left << rightBits | right;
    }
}

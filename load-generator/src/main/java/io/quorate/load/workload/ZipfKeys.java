package io.quorate.load.workload;

/** Keys by a zipf distribution whose ranks are spread over the keys. */
final class ZipfKeys implements KeyPicker {

    private static final long SALT = 0x7065726D7574650AL;

    private final Zipf zipf;
    private final KeyPermutation permutation;
    private final int keyCount;
    private final double upTo;

    ZipfKeys(final Zipf zipf, final long mixedSeed, final int keyCount) {
        this.zipf = zipf;
        this.permutation = new KeyPermutation(Draws.mix(mixedSeed ^ SALT), keyCount);
        this.keyCount = keyCount;
        this.upTo = zipf.upTo(keyCount);
    }

    @Override
    public int pick(final long index, final long bits, final int existing) {
        return permutation.apply(zipf.rank(keyCount, upTo, bits) - 1);
    }
}

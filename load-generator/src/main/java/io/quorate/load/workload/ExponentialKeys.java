package io.quorate.load.workload;

/**
 * Keys whose probability falls exponentially from the first to the last.
 *
 * <p>With keys at x = 0 to 1 the density is in proportion to exp(-rate x); the share of the operations that goes to the first f of the keys is
 * (1 - exp(-rate f)) / (1 - exp(-rate)).
 */
final class ExponentialKeys implements KeyPicker {

    private static final int HALVINGS = 200;
    private static final double STEEPEST = 1e18;

    private final int keyCount;
    private final double rate;
    private final double all;

    ExponentialKeys(final int keyCount, final double rate) {
        this.keyCount = keyCount;
        this.rate = rate;
        this.all = -StrictMath.expm1(-rate);
    }

    /** The rate at which a share of the operations goes to a share of the keys, which is smaller. */
    static double rate(final double operations, final double keys) {
        double low = 0;
        double high = STEEPEST;
        for (int i = 0; i < HALVINGS; i++) {
            final double middle = (low + high) / 2;
            if (StrictMath.expm1(-middle * keys) / StrictMath.expm1(-middle) < operations) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    @Override
    public int pick(final long index, final long bits, final int existing) {
        final double x = -StrictMath.log1p(-Draws.unit(bits) * all) / rate;
        return Math.min(keyCount - 1, (int) (x * keyCount));
    }
}

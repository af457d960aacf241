package io.quorate.load.workload;

/** A share of the keys, the first ones, gets a share of the operations. */
final class HotspotKeys implements KeyPicker {

    private final int keyCount;
    private final int hotKeys;
    private final double hotOperations;

    HotspotKeys(final int keyCount, final double hotKeyShare, final double hotOperations) {
        this.keyCount = keyCount;
        this.hotKeys = (int) Math.max(1, Math.round(hotKeyShare * keyCount));
        this.hotOperations = hotOperations;
    }

    @Override
    public int pick(final long index, final long bits, final int existing) {
        final long place = Draws.next(bits);
        if (hotKeys == keyCount || Draws.unit(bits) < hotOperations) {
            return Draws.below(place, hotKeys);
        }
        return hotKeys + Draws.below(place, keyCount - hotKeys);
    }
}

package io.quorate.engine;

/**
 * The UUID of a store, which it draws when it is created and keeps as long as it keeps its data.
 *
 * @param high first half
 * @param low second half; 0 together with the first for a node that does not tell
 */
record StoreId(long high, long low) {

    static final StoreId UNKNOWN = new StoreId(0, 0);

    boolean is(final long otherHigh, final long otherLow) {
        return high == otherHigh && low == otherLow;
    }

    boolean isKnown() {
        return (high | low) != 0;
    }
}

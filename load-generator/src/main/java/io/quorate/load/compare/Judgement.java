package io.quorate.load.compare;

import java.util.Locale;

/** What the interval of a change says. */
public enum Judgement {
    /** The whole interval is better than no change. */
    IMPROVED,

    /** The whole interval is within the tolerance, on both sides. */
    UNCHANGED,

    /** No part of the interval is worse than the tolerance; it may be better by more than that. */
    NOT_WORSE,

    /** The interval reaches from within the tolerance to beyond it, or there is too little to say anything. */
    INCONCLUSIVE,

    /** The whole interval is worse than the tolerance. */
    REGRESSION;

    /**
     * The name in tables and JSON.
     *
     * @return lower case, words apart
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The interval's ends count towards worse. */
    static Judgement of(final double least, final double most, final double tolerance) {
        if (least > tolerance) {
            return REGRESSION;
        }
        if (most > tolerance) {
            return INCONCLUSIVE;
        }
        if (most < 0) {
            return IMPROVED;
        }
        return least >= -tolerance ? UNCHANGED : NOT_WORSE;
    }
}

package io.quorate.load.search;

import io.quorate.load.slo.Observed;
import org.jspecify.annotations.Nullable;

/**
 * What came of a load.
 *
 * @param observed all operations that were due
 * @param invalid why it says more about the generator than about the target; null if the generator did its part
 * @param doubt why long response times may be the generator's doing, although it made that load; null if they cannot be
 * @param interrupted whether someone stopped it who does not want another one
 */
public record ProbeResult(
        Observed observed,
        @Nullable String invalid,
        @Nullable String doubt,
        boolean interrupted) {

    /**
     * What came of a load about which there is no doubt.
     *
     * @param observed all operations that were due
     * @param invalid why it says more about the generator than about the target, or null
     * @param interrupted whether someone stopped it who does not want another one
     */
    public ProbeResult(final Observed observed, final @Nullable String invalid, final boolean interrupted) {
        this(observed, invalid, null, interrupted);
    }
}

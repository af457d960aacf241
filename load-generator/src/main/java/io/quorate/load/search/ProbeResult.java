package io.quorate.load.search;

import io.quorate.load.slo.Observed;
import org.jspecify.annotations.Nullable;

/**
 * What came of a load.
 *
 * @param observed all operations that were due
 * @param invalid why it says more about the generator than about the target; null if the generator did its part
 * @param interrupted whether someone stopped it who does not want another one
 */
public record ProbeResult(Observed observed, @Nullable String invalid, boolean interrupted) {}

package io.quorate.load.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep showed.
 *
 * @param probes the loads, in order
 * @param reason why some are missing, null if none is
 * @param interrupted whether someone stopped it; its last load is then incomplete
 */
public record SweepResult(List<Probe> probes, @Nullable String reason, boolean interrupted) {

    /** Copies the list. */
    public SweepResult {
        probes = List.copyOf(probes);
    }

    /**
     * Whether a load was one that the generator could not make.
     *
     * @return true if there is one
     */
    public boolean isAnyInvalid() {
        return probes.stream().anyMatch(probe -> probe.verdict() == Probe.Verdict.INVALID);
    }

    /**
     * Whether a load did not meet its objectives.
     *
     * @return true if there is one
     */
    public boolean isAnyFailed() {
        return probes.stream().anyMatch(probe -> probe.verdict() == Probe.Verdict.FAIL);
    }
}

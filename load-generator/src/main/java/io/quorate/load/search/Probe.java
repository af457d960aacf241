package io.quorate.load.search;

import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One load of a search or sweep, and what came of it.
 *
 * @param kind what it was for
 * @param rate operations per second that were asked for
 * @param observed the operations
 * @param results objective by objective; of a load that was stopped early, what they were by then
 * @param verdict whether it met all of them
 * @param early whether it was stopped, and why
 * @param invalid why it is {@link Verdict#INVALID}, else null
 */
public record Probe(
        Kind kind,
        double rate,
        Observed observed,
        List<ObjectiveResult> results,
        Verdict verdict,
        Early early,
        @Nullable String invalid) {

    /** What a load is for. */
    public enum Kind {
        /** To find about where the limit is. */
        PROBE,
        /** To be sure of it. */
        CONFIRM,
        /** To see what one rate does. */
        SWEEP
    }

    /** Whether it met its objectives. */
    public enum Verdict {
        /** All of them. */
        PASS,
        /** Not all of them. */
        FAIL,
        /** The generator could not make that load. */
        INVALID
    }

    /** Why a load ended before its time. */
    public enum Early {
        /** It did not. */
        NO,
        /** Its verdict was clear. */
        DECIDED,
        /** More had piled up than can be answered in time. */
        QUEUE
    }

    /** Copies the list. */
    public Probe {
        results = List.copyOf(results);
    }
}

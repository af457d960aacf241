package io.quorate.load.cli;

import io.quorate.load.check.Violation;
import java.util.Locale;

/** Says in words what is wrong with an answer, and how that is known. */
final class ViolationText {

    private static final double NS_PER_S = 1e9;

    private ViolationText() {}

    static String of(final Violation violation) {
        return violation.kind().label() + ": key " + violation.key() + " " + problem(violation);
    }

    private static String problem(final Violation violation) {
        return switch (violation.kind()) {
            case STALE, INVERSION ->
                "holds " + written(violation) + ", although a write that began " + at(violation.newerNs())
                        + " took place";
            case RESURRECTED ->
                "holds " + written(violation) + ", although a delete that began " + at(violation.newerNs())
                        + " took place";
            case LOST ->
                "holds nothing, although a write that began " + at(violation.newerNs())
                        + " took place, and no delete since";
            case PHANTOM -> "holds " + written(violation) + ", which this run never wrote";
            case CORRUPT -> "holds a value that does not match its checksum";
            case MISPLACED -> "holds " + written(violation) + " to another key";
        };
    }

    private static String written(final Violation violation) {
        final String who = violation.write() < 0
                ? "the first value"
                : String.format(Locale.ROOT, "what operation %,d wrote", violation.write());
        final String when = violation.ackNs() == Violation.NONE ? "" : ", acknowledged by " + at(violation.ackNs());
        return who + " of run " + violation.run() + when;
    }

    private static String at(final long ns) {
        if (ns == Violation.NONE) {
            return "before the load";
        }
        return ns < 0
                ? String.format(Locale.ROOT, "%.6f s before the load", -ns / NS_PER_S)
                : String.format(Locale.ROOT, "%.6f s into the load", ns / NS_PER_S);
    }
}

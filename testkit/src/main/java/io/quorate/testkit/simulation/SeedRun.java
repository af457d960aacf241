package io.quorate.testkit.simulation;

import io.quorate.testkit.check.Violation;
import io.quorate.testkit.check.Violation.Rule;
import io.quorate.testkit.simulation.SimulationFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one seed, and judges it by what its options promise.
 *
 * @param report what came out, null when the run did not come to its end
 * @param failure what is wrong, null when nothing is
 */
record SeedRun(@Nullable SimulationReport report, @Nullable SimulationFailure failure) {

    private static final int SHOWN_CAUSES = 4;

    static SeedRun of(final SimulationOptions options) {
        final SimulationReport report;
        try {
            report = Simulation.run(options);
        } catch (final IllegalStateException e) {
            return new SeedRun(null, new SimulationFailure(options, Kind.CRASH, causes(e), List.of(), null));
        }
        final List<Violation> broken = broken(report);
        return new SeedRun(
                report,
                broken.isEmpty()
                        ? null
                        : new SimulationFailure(
                                options,
                                Kind.VIOLATION,
                                broken.size() == 1 ? "1 violation" : broken.size() + " violations",
                                broken,
                                report.history()));
    }

    /** Runs it again; what differs, null when nothing does. */
    static @Nullable SimulationFailure differs(final SimulationReport first) {
        final SimulationReport again = Simulation.run(first.options());
        if (first.eventHash() == again.eventHash()
                && first.eventCount() == again.eventCount()
                && first.history().operations().equals(again.history().operations())) {
            return null;
        }
        return new SimulationFailure(
                first.options(),
                Kind.NOT_DETERMINISTIC,
                "run twice, it gave " + first.eventCount() + " events of hash " + Long.toHexString(first.eventHash())
                        + ", and then " + again.eventCount() + " of hash " + Long.toHexString(again.eventHash()),
                List.of(),
                first.history());
    }

    /**
     * Whether histories have to be linearizable. Without that promise gets may be stale and writes in another order than they were made,
     * as far as the level allows; all else has to hold.
     */
    static boolean isJudged(final SimulationOptions options) {
        if (options.plantedBug() != PlantedBug.NONE) {
            return true;
        }
        final boolean quorumsMeet = options.readQuorum() + options.writeQuorum() > options.replicationFactor();
        return switch (options.consistency()) {
            case LINEARIZABLE -> quorumsMeet;
            case EVENTUAL -> false;
            case QUORUM -> quorumsMeet && clocksAgree(options);
        };
    }

    private static boolean clocksAgree(final SimulationOptions options) {
        return options.maxSkewMs() == 0
                && options.minDelayNs() >= SimulationOptions.HALF_TICK_NS
                && options.faults().stream().noneMatch(FaultClass::setsClientClocksApart);
    }

    private static List<Violation> broken(final SimulationReport report) {
        if (isJudged(report.options())) {
            return report.violations();
        }
        final List<Violation> broken = new ArrayList<>();
        for (final Violation violation : report.violations()) {
            if (violation.rule() != Rule.NOT_LINEARIZABLE && violation.rule() != Rule.VERSION_ORDER) {
                broken.add(violation);
            }
        }
        return broken;
    }

    private static String causes(final Throwable error) {
        final StringBuilder text = new StringBuilder();
        Throwable cause = error;
        for (int i = 0; cause != null && i < SHOWN_CAUSES; i++) {
            text.append(i == 0 ? "" : "\ncaused by ").append(cause.getMessage());
            cause = cause.getCause();
        }
        return text.toString();
    }
}

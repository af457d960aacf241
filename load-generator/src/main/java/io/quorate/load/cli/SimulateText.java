package io.quorate.load.cli;

import io.quorate.load.record.Times;
import io.quorate.quorum.Consistency;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Staleness;
import io.quorate.testkit.check.Violation;
import io.quorate.testkit.simulation.SimulationFailure;
import io.quorate.testkit.simulation.SimulationOptions;
import io.quorate.testkit.simulation.SimulationSuite;
import io.quorate.testkit.simulation.SuiteReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells people what came out of simulations. */
final class SimulateText {

    private static final double NS_PER_S = 1e9;
    private static final double S_PER_HOUR = 3_600;
    private static final double PERCENT = 100;
    private static final double P50 = 0.5;
    private static final double P99 = 0.99;
    private static final int MOST_VIOLATIONS = 3;

    private SimulateText() {}

    static List<String> lines(final SuiteReport report, final String choice) {
        final List<String> lines = new ArrayList<>();
        final double realS = report.realNs() / NS_PER_S;
        final double simulatedS = (report.virtualNs() + report.repeatedNs()) / NS_PER_S;
        lines.add("simulated    " + choice);
        lines.add(format(
                "seeds        %,d of %,d from %d on, %d threads, %.1f s: %.1f seeds/s%s",
                report.seeds(),
                report.options().seedCount(),
                report.options().firstSeed(),
                report.options().threads(),
                realS,
                report.seeds() / realS,
                report.interrupted() ? "; interrupted" : ""));
        lines.add(format(
                "virtual time %,.2f h; %,.0f virtual s per real s and core%s",
                report.virtualNs() / NS_PER_S / S_PER_HOUR,
                simulatedS / realS / cores(report),
                report.cpuNs() == 0 ? "" : format(", %,.0f per CPU s", simulatedS / (report.cpuNs() / NS_PER_S))));
        final List<String> faults = new ArrayList<>();
        report.faults().forEach((fault, count) -> faults.add(format("%s %,d", SimulationChoice.name(fault), count)));
        lines.add("faults       " + (faults.isEmpty() ? "none" : String.join(", ", faults)));
        lines.add(format(
                "operations   %,d checked: %,d ok, %,d failed, %,d indeterminate; %,d events",
                report.operationCount(),
                report.operations().getOrDefault(Operation.End.OK, 0L),
                report.operations().getOrDefault(Operation.End.FAILED, 0L),
                report.operations().getOrDefault(Operation.End.INDETERMINATE, 0L),
                report.events()));
        if (report.keys() > 0) {
            lines.add(format(
                    "checkers     %,d keys by zones and by versions, %,d of them by search too, which gave up on %,d",
                    report.keys(), report.searched(), report.searchesGivenUp()));
        }
        final long differences = report.failures().stream()
                .filter(failure -> failure.kind() == SimulationFailure.Kind.NOT_DETERMINISTIC)
                .count();
        lines.add(format(
                "determinism  %,d seeds run twice (1 in %d), %,d differences",
                report.repeated(), SimulationSuite.REPEATED_ONE_OF, differences));
        addFigures(lines, report.staleness());
        lines.add("verdict      " + verdict(report));
        return lines;
    }

    /** More threads than processors do not make more of these. */
    private static int cores(final SuiteReport report) {
        return Math.min(report.options().threads(), Runtime.getRuntime().availableProcessors());
    }

    private static void addFigures(final List<String> lines, final Staleness figures) {
        lines.add(format(
                "gets         %,d: %s stale%s; %s went back for their client",
                figures.gets(),
                share(figures.staleGets(), figures.gets()),
                figures.staleGets() == 0
                        ? ""
                        : format(
                                ", by p50 %s, p99 %s, max %s ms",
                                Times.ms(figures.staleAgeNs(P50)),
                                Times.ms(figures.staleAgeNs(P99)),
                                Times.ms(figures.staleAgeNs(1))),
                share(figures.backwardGets(), figures.gets())));
        lines.add(format(
                "writes       %,d acknowledged: %s overtaken by an older one",
                figures.writes(), share(figures.lostUpdates(), figures.writes())));
    }

    private static String verdict(final SuiteReport report) {
        if (!report.passed()) {
            return format(
                    "FAILED: %,d of %,d seeds; the lowest is %d",
                    report.failureCount(),
                    report.seeds(),
                    report.failures().get(0).options().seed());
        }
        final String rest = "nothing acknowledged was lost, replicas agree in the end, nothing was left behind";
        if (report.judgedSeeds() == report.seeds()) {
            return "0 violations: every history is linearizable, " + rest;
        }
        return "none on the order of operations, since "
                + reason(report.options().of(report.options().firstSeed()))
                + ": see the figures for gets and writes. 0 violations of the rest: " + rest;
    }

    private static String reason(final SimulationOptions options) {
        if (options.readQuorum() + options.writeQuorum() <= options.replicationFactor()) {
            return format(
                    "with R=%d + W=%d <= N=%d quorums need not meet",
                    options.readQuorum(), options.writeQuorum(), options.replicationFactor());
        }
        return options.consistency() == Consistency.EVENTUAL
                ? "eventual promises none"
                : "the level promises it only where clients' clocks agree";
    }

    /** What is wrong with a seed: the first violations with the operations that show them. */
    static List<String> failure(final SimulationFailure failure) {
        final List<String> lines = new ArrayList<>();
        lines.add(failure.options().toString());
        lines.add(failure.problem());
        final List<Violation> violations = failure.violations();
        for (int i = 0; i < Math.min(MOST_VIOLATIONS, violations.size()); i++) {
            lines.add(violations.get(i).toString());
        }
        if (violations.size() > MOST_VIOLATIONS) {
            lines.add(format("and %,d more violations", violations.size() - MOST_VIOLATIONS));
        }
        return lines;
    }

    private static String share(final long part, final long all) {
        return part == 0 ? "0" : format("%,d (%.2f %%)", part, part * PERCENT / all);
    }

    private static String format(final String text, final Object... args) {
        return String.format(Locale.ROOT, text, args);
    }
}

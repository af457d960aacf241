package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.quorum.Consistency;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation.Rule;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Real clients and nodes in a simulated world. {@code -Dquorate.seed=N} runs one seed again, with every event in the output;
 * {@code -Dquorate.seeds=N} runs more of them, {@code -Dquorate.firstSeed=N} others.
 */
@ExtendWith(QuietLogs.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SimulationTest {

    private static final int SEEDS = 200;
    private static final double NS_PER_SECOND = 1e9;

    @Test
    void shouldKeepPromisesOnEverySeed() {
        final Long single = Long.getLong("quorate.seed");
        if (single != null) {
            final SimulationReport report = Simulation.run(
                    SimulationOptions.builder(single).log(System.out::println).build());
            System.out.println(report.describe());
            assertTrue(report.passed(), report::describe);
            return;
        }
        final long first = Long.getLong("quorate.firstSeed", 0);
        final long seeds = Long.getLong("quorate.seeds", SEEDS);
        final Totals totals = new Totals();
        for (long seed = first; seed < first + seeds; seed++) {
            final SimulationReport report = run(SimulationOptions.ofSeed(seed));
            totals.add(report);
            if (!report.passed()) {
                fail(replay(seed) + report.describe());
            }
        }
        System.out.println(totals.describe(seeds));
        assertTrue(totals.operations > 100 * seeds, "too little happens: " + totals.describe(seeds));
        assertEquals(
                EnumSet.allOf(FaultClass.class), totals.faults.keySet(), "each class of faults happens in some seed");
    }

    @Test
    void shouldGiveSameEventsWhenSeedIsSame() {
        final Set<Long> hashes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed += 20) {
            final SimulationReport once = run(SimulationOptions.ofSeed(seed));
            final SimulationReport again = run(SimulationOptions.ofSeed(seed));

            assertEquals(once.eventHash(), again.eventHash(), replay(seed));
            assertEquals(once.eventCount(), again.eventCount());
            assertEquals(once.history().operations(), again.history().operations());
            hashes.add(once.eventHash());
        }
        assertEquals(10, hashes.size(), "other seeds give other events");
    }

    @Test
    void shouldNotChangeEventsWhenLogged() {
        final StringBuilder log = new StringBuilder();

        final SimulationReport logged =
                run(SimulationOptions.builder(1).log(log::append).build());

        assertEquals(run(SimulationOptions.ofSeed(1)).eventHash(), logged.eventHash());
        assertNotEquals(0, log.length());
    }

    @Test
    void shouldFindRepairThatOverwritesNewerValues() {
        final Set<Rule> rules = new TreeSet<>();
        int found = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            final SimulationReport report = run(SimulationOptions.builder(seed)
                    .plantedBug(PlantedBug.REPAIR_OVERWRITES)
                    .build());
            found += report.passed() ? 0 : 1;
            report.violations().forEach(violation -> rules.add(violation.rule()));
        }
        System.out.println("planted bug: found by " + found + " of " + SEEDS + " seeds, as " + rules);

        assertTrue(found >= 10, "found by " + found + " of " + SEEDS + " seeds: too few to rely on");
        assertTrue(
                rules.containsAll(Set.of(Rule.LOST_WRITE, Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER)),
                () -> "overwritten values are lost and unseen again, but found were " + rules);
    }

    /** The first limit of the claim: with faster messages two clients write within one tick of the clock. */
    @Test
    void shouldFindWritesOutOfOrderWhenMessagesAreFasterThanClocksTick() {
        final Set<Rule> rules = rulesBroken(
                "messages of 10 µs", options -> options.minDelayNs(10_000).faults(Set.of()));

        assertTrue(rules.contains(Rule.VERSION_ORDER), rules::toString);
        assertTrue(!rules.contains(Rule.LOST_WRITE), "versions that were acknowledged stay: " + rules);
    }

    /** The second limit of the claim: a client whose clock is behind writes below what it should replace. */
    @Test
    void shouldFindWritesOutOfOrderWhenClocksDiffer() {
        final Set<Rule> rules =
                rulesBroken("clocks ±50 ms", options -> options.maxSkewMs(50).faults(Set.of()));

        assertTrue(rules.contains(Rule.NOT_LINEARIZABLE), rules::toString);
        assertTrue(!rules.contains(Rule.LOST_WRITE), "versions that were acknowledged stay: " + rules);
    }

    @Test
    void shouldFindStaleReadsWhenQuorumsDoNotMeet() {
        final Set<Rule> rules = rulesBroken("R=W=1 of 3", options -> options.quorums(3, 1, 1));

        assertTrue(rules.contains(Rule.NOT_LINEARIZABLE), rules::toString);
    }

    /** Where QUORUM's claim ends, LINEARIZABLE's does not: the same clocks and messages, and all faults besides. */
    @Test
    void shouldStayLinearizableWhenPutsLookFirst() {
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            final SimulationReport report = run(SimulationOptions.builder(seed)
                    .consistency(Consistency.LINEARIZABLE)
                    .maxSkewMs(50)
                    .minDelayNs(10_000)
                    .build());

            assertTrue(report.passed(), report::describe);
        }
    }

    @Test
    void shouldLoseNothingWhenConsistencyIsEventual() {
        for (long seed = 0; seed < 20; seed++) {
            final SimulationReport report = run(SimulationOptions.builder(seed)
                    .consistency(Consistency.EVENTUAL)
                    .build());

            assertTrue(report.passed(), report::describe);
        }
    }

    /** What the runs are worth: operations succeed, fail and stay in doubt, and gets find values, tombstones and nothing. */
    @Test
    void shouldReachEveryKindOfOutcome() {
        final Set<String> reached = new TreeSet<>();
        for (long seed = 0; seed < 20; seed++) {
            for (final Operation operation :
                    run(SimulationOptions.ofSeed(seed)).history().operations()) {
                final String found =
                        operation.value() != null ? "value" : operation.version() != null ? "tombstone" : "nothing";
                reached.add(operation.kind() + " " + operation.end() + " " + found);
            }
        }
        assertTrue(
                reached.containsAll(Set.of(
                        "GET OK value",
                        "GET OK tombstone",
                        "GET OK nothing",
                        "GET FAILED nothing",
                        "PUT OK value",
                        "PUT FAILED value",
                        "PUT INDETERMINATE value",
                        "DELETE OK tombstone",
                        "DELETE INDETERMINATE tombstone")),
                reached::toString);
    }

    /** Runs seeds until one breaks a rule; there must be one. */
    private static Set<Rule> rulesBroken(final String what, final UnaryOperator<SimulationOptions.Builder> change) {
        for (long seed = 0; seed < SEEDS; seed++) {
            final SimulationReport report =
                    run(change.apply(SimulationOptions.builder(seed)).build());
            if (!report.passed()) {
                System.out.println(what + ": found by seed " + seed);
                final Set<Rule> rules = new TreeSet<>();
                report.violations().forEach(violation -> rules.add(violation.rule()));
                return rules;
            }
        }
        return fail(what + ": not found within " + SEEDS + " seeds");
    }

    private static SimulationReport run(final SimulationOptions options) {
        try {
            return Simulation.run(options);
        } catch (final RuntimeException e) {
            throw new AssertionError(replay(options.seed()), e);
        }
    }

    private static String replay(final long seed) {
        return "run it again with -Dtest=SimulationTest#shouldKeepPromisesOnEverySeed -Dquorate.seed=" + seed + "\n";
    }

    /** Sums over many runs. */
    private static final class Totals {

        private final long startNs = System.nanoTime();
        private final long startCpuNs = cpuNs();
        private final Map<FaultClass, Long> faults = new EnumMap<>(FaultClass.class);
        private long operations;
        private long events;
        private long virtualNs;

        void add(final SimulationReport report) {
            operations += report.history().operations().size();
            events += report.eventCount();
            virtualNs += report.virtualNs();
            report.faultCounts().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        }

        String describe(final long seeds) {
            final double realSeconds = (System.nanoTime() - startNs) / NS_PER_SECOND;
            final double cpuSeconds = (cpuNs() - startCpuNs) / NS_PER_SECOND;
            final double virtualSeconds = virtualNs / NS_PER_SECOND;
            return String.format(
                    "%d seeds, %d operations, %d events, %.0f virtual s in %.1f real s (%.1f s CPU): %.0f virtual s, %.0f"
                            + " operations, %.0f events per CPU s; faults %s",
                    seeds,
                    operations,
                    events,
                    virtualSeconds,
                    realSeconds,
                    cpuSeconds,
                    virtualSeconds / cpuSeconds,
                    operations / cpuSeconds,
                    events / cpuSeconds,
                    faults);
        }

        private static long cpuNs() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }
}

package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.quorum.Consistency;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real clients and nodes in a simulated world. {@code -Dquorate.seed=N} runs one seed again, with every event in the output; for many more
 * seeds see {@link ManySeedsTest}.
 */
@ExtendWith(QuietLogs.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SimulationTest {

    private static final int SEEDS = 300;
    private static final int TWICE_EVERY = 20;

    @ParameterizedTest
    @EnumSource(
            value = Consistency.class,
            names = {"QUORUM", "LINEARIZABLE"})
    void shouldKeepPromisesOnEverySeed(final Consistency consistency) throws InterruptedException {
        final Long single = Long.getLong("quorate.seed");
        if (single != null) {
            final SimulationReport report = Simulation.run(SimulationOptions.builder(single)
                    .consistency(consistency)
                    .log(System.out::println)
                    .build());
            System.out.println(report.describe());
            assertTrue(report.passed(), report::describe);
            return;
        }
        final SeedRuns runs = new SeedRuns(
                seed -> SimulationOptions.builder(seed).consistency(consistency).build(), TWICE_EVERY);

        final List<String> failures = runs.run(0, SEEDS);

        System.out.println(runs.describe(consistency.name()));
        assertTrue(failures.isEmpty(), () -> String.join("\n", failures));
        assertTrue(runs.operations() > 100 * SEEDS, () -> "too little happens: " + runs.describe(""));
        final Set<FaultClass> expected = EnumSet.allOf(FaultClass.class);
        expected.removeIf(fault -> fault.setsClientClocksApart() && consistency == Consistency.QUORUM);
        assertEquals(expected, runs.faults().keySet(), "each class of faults happens in some seed");
    }

    /** A refresh of the ring is no leftover, and a wrong disk or a stranger no more after healing. */
    @Test
    void shouldKeepPromisesOnSeedsThatFailedOnce() {
        final long[] linearizable = {96, 799};
        for (final long seed : linearizable) {
            final SimulationReport report = run(SimulationOptions.builder(seed)
                    .consistency(Consistency.LINEARIZABLE)
                    .build());
            assertTrue(report.passed(), report::describe);
        }
        final SimulationReport quorum = run(SimulationOptions.ofSeed(42));
        assertTrue(quorum.passed(), quorum::describe);
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
        assertEquals(SEEDS / 20, hashes.size(), "other seeds give other events");
    }

    @Test
    void shouldNotChangeEventsWhenLogged() {
        final StringBuilder log = new StringBuilder();

        final SimulationReport logged =
                run(SimulationOptions.builder(1).log(log::append).build());

        assertEquals(run(SimulationOptions.ofSeed(1)).eventHash(), logged.eventHash());
        assertNotEquals(0, log.length());
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
}

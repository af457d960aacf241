package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.testkit.check.Violation;
import io.quorate.testkit.check.Violation.Rule;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way to break the protocol is found, as a history that is wrong; prints how many seeds each took. */
@ExtendWith(QuietLogs.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PlantedBugTest {

    private static final int SEEDS = 200;

    /** What says that a history is wrong, and not only that replicas have not come together. */
    private static final Set<Rule> OF_HISTORIES = EnumSet.of(
            Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER, Rule.LOST_WRITE, Rule.PHANTOM_READ, Rule.VERSION_MISMATCH);

    @ParameterizedTest
    @EnumSource(value = PlantedBug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldFindBug(final PlantedBug bug) {
        for (long seed = 0; seed < SEEDS; seed++) {
            final Set<Rule> rules = rulesBroken(seed, bug);
            if (rules.stream().anyMatch(OF_HISTORIES::contains)) {
                System.out.println(
                        bug + ": found by seed " + seed + ", the " + (seed + 1) + ". that was tried, as " + rules);
                return;
            }
        }
        fail(bug + ": not found within " + SEEDS + " seeds");
    }

    /** What is found is the bug, and not what it needs to show: the same faults, clocks and quorums without it are survived. */
    @ParameterizedTest
    @EnumSource(
            value = PlantedBug.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "REPAIR_OVERWRITES", "QUORUM_WITH_SKEW"})
    void shouldFindNothingWithoutBug(final PlantedBug bug) {
        for (long seed = 0; seed < 5; seed++) {
            final SimulationOptions with =
                    SimulationOptions.builder(seed).plantedBug(bug).build();
            final SimulationReport report = Simulation.run(SimulationOptions.builder(seed)
                    .quorums(with.replicationFactor(), with.readQuorum(), with.writeQuorum())
                    .load(with.clientCount(), with.lanesPerClient(), with.keyCount(), with.operationsPerLane())
                    .consistency(with.consistency())
                    .maxSkewMs(with.maxSkewMs())
                    .faults(with.faults())
                    .build());

            assertTrue(report.passed(), report::describe);
        }
    }

    @Test
    void shouldLoseWritesWhenRepairOverwrites() {
        final Set<Rule> rules = new TreeSet<>();
        for (long seed = 0; seed < SEEDS && !rules.contains(Rule.LOST_WRITE); seed++) {
            rules.addAll(rulesBroken(seed, PlantedBug.REPAIR_OVERWRITES));
        }
        assertTrue(
                rules.containsAll(EnumSet.of(Rule.LOST_WRITE, Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER)),
                () -> "overwritten values are lost and unseen again, but found were " + rules);
    }

    private static Set<Rule> rulesBroken(final long seed, final PlantedBug bug) {
        final SimulationReport report =
                Simulation.run(SimulationOptions.builder(seed).plantedBug(bug).build());
        final Set<Rule> rules = new TreeSet<>();
        for (final Violation violation : report.violations()) {
            rules.add(violation.rule());
        }
        return rules;
    }
}

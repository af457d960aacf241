package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.quorum.Consistency;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation.Rule;
import io.quorate.testkit.simulation.SimulationFailure.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLogs.class)
@Timeout(300)
class SimulationSuiteTest {

    private static final int THREADS = 3;

    private static SuiteReport run(
            final long first,
            final long count,
            final int threads,
            final boolean keepGoing,
            final UnaryOperator<SimulationOptions.Builder> settings)
            throws InterruptedException {
        return new SimulationSuite(new SuiteOptions(first, count, threads, keepGoing, settings), SuiteListener.NONE)
                .run();
    }

    @Test
    void shouldAddUpWhatSingleSeedsBring() throws InterruptedException {
        final SuiteReport report = run(100, 21, THREADS, false, UnaryOperator.identity());

        assertTrue(report.passed(), () -> report.failures().toString());
        long operations = 0;
        long events = 0;
        long virtualNs = 0;
        for (long seed = 100; seed < 121; seed++) {
            final SimulationReport single = Simulation.run(SimulationOptions.ofSeed(seed));
            operations += single.history().operations().size();
            events += single.eventCount();
            virtualNs += single.virtualNs();
        }
        assertEquals(21, report.seeds());
        assertEquals(21, report.judgedSeeds());
        assertEquals(operations, report.operationCount());
        assertEquals(events, report.events());
        assertEquals(virtualNs, report.virtualNs());
        assertEquals(2, report.repeated(), "one of 20, the first one included");
        assertTrue(report.repeatedNs() > 0);
        assertTrue(report.realNs() > 0);
        assertTrue(report.operations().get(Operation.End.OK) > 0);
        assertTrue(report.faults().size() > 3, () -> "faults: " + report.faults());
        assertTrue(report.searched() > 10, () -> report.searched() + " second opinions on " + report.keys() + " keys");
        assertFalse(report.interrupted());
    }

    @Test
    void shouldReportTheLowestFailingSeedWhateverTheThreads() throws InterruptedException {
        final UnaryOperator<SimulationOptions.Builder> broken =
                builder -> builder.plantedBug(PlantedBug.REPAIR_OVERWRITES);
        final SuiteReport one = run(0, 200, 1, false, broken);
        final SuiteReport several = run(0, 200, THREADS, false, broken);

        final SimulationFailure failure = one.failures().get(0);
        assertEquals(
                failure.options().seed(), several.failures().get(0).options().seed());
        assertEquals(failure.violations(), several.failures().get(0).violations());
        assertEquals(failure.options().seed() + 1, one.seeds(), "no seed is begun after the first failure");
        assertEquals(1, one.failureCount());
        assertTrue(several.seeds() < 200, () -> several.seeds() + " seeds");
    }

    @Test
    void shouldTellOfEverySeedWhenItKeepsGoing() throws InterruptedException {
        final List<Long> seeds = new ArrayList<>();
        final Set<Long> failed = new TreeSet<>();
        final SuiteReport report = new SimulationSuite(
                        new SuiteOptions(
                                0, 40, THREADS, true, builder -> builder.plantedBug(PlantedBug.REPAIR_OVERWRITES)),
                        new SuiteListener() {
                            @Override
                            public void onSeed(final long count, final long failures) {
                                seeds.add(count);
                            }

                            @Override
                            public void onFailure(final SimulationFailure failure) {
                                failed.add(failure.options().seed());
                            }
                        })
                .run();

        assertEquals(40, report.seeds());
        assertEquals(40, seeds.size());
        assertEquals(40L, seeds.get(39));
        assertEquals(failed.size(), report.failureCount());
        assertTrue(failed.size() > 1, failed::toString);
        assertEquals(
                List.copyOf(failed).subList(0, Math.min(failed.size(), SuiteReport.MOST_FAILURES)),
                report.failures().stream()
                        .map(failure -> failure.options().seed())
                        .toList());
    }

    @Test
    void shouldMeasureWhatIsNotPromised() throws InterruptedException {
        final SuiteReport eventual =
                run(0, 20, THREADS, false, builder -> builder.quorums(3, 1, 1).consistency(Consistency.EVENTUAL));
        assertTrue(eventual.passed(), () -> eventual.failures().toString());
        assertEquals(0, eventual.judgedSeeds());
        assertTrue(eventual.staleness().staleGets() > 0, "R+W <= N gives stale gets");
        assertTrue(eventual.staleness().backwardGets() > 0);

        final SuiteReport skewed =
                run(0, 20, THREADS, false, builder -> builder.quorums(3, 2, 2).maxSkewMs(50));
        assertTrue(skewed.passed(), () -> skewed.failures().toString());
        assertEquals(0, skewed.judgedSeeds());
        assertTrue(skewed.staleness().lostUpdates() > 0, "skew loses updates");
        assertEquals(0, skewed.staleness().staleGets(), "quorums meet");
        assertEquals(0, skewed.staleness().backwardGets());
    }

    @Test
    void shouldFindSmallerRunThatFailsInTheSameWay() throws InterruptedException {
        final UnaryOperator<SimulationOptions.Builder> settings =
                builder -> builder.plantedBug(PlantedBug.REPAIR_OVERWRITES);
        final SuiteOptions suite = new SuiteOptions(0, 200, THREADS, false, settings);
        final SimulationFailure first =
                new SimulationSuite(suite, SuiteListener.NONE).run().failures().get(0);

        final SimulationFailure small = Minimiser.minimise(suite, first, Minimiser.DEFAULT_LIMIT_NS, () -> false);

        assertEquals(Kind.VIOLATION, small.kind());
        assertEquals(first.options().seed(), small.options().seed());
        assertTrue(small.resembles(first));
        assertTrue(first.options().faults().containsAll(small.options().faults()));
        assertNotNull(small.history());
        assertTrue(
                small.history().operations().size()
                        < first.history().operations().size(),
                () -> small.history().operations().size() + " operations are left of "
                        + first.history().operations().size());
        assertEquals(first, Minimiser.minimise(suite, first, Minimiser.DEFAULT_LIMIT_NS, () -> true), "told to stop");
    }

    @Test
    void shouldWriteDownWhatHappenedToTheKey() throws InterruptedException {
        final SimulationFailure failure = run(
                        0, 200, 1, false, builder -> builder.plantedBug(PlantedBug.REPAIR_OVERWRITES))
                .failures()
                .get(0);
        final String key = failure.violations().get(0).key();

        final List<String> all = EventLog.of(failure, Integer.MAX_VALUE);
        final List<String> last = EventLog.of(failure, 10);

        final String text = String.join("\n", all);
        assertTrue(text.contains(" calls PUT " + key + " := "), text);
        assertTrue(text.contains(" sends STORE " + key + " version "), text);
        assertTrue(text.contains(" serves REPAIR " + key), text);
        assertTrue(text.contains(" brings " + key + " VALUE"), text);
        assertTrue(text.contains(" is told client "), text);
        for (final String line : all) {
            assertTrue(
                    line.contains(key)
                            || line.matches(
                                    " +[0-9.,]+ ms  (NODE_DOWN|NODE_UP|PAUSE|RESUME|CLOCK|EPOCH|STRANGER|HEAL) .*")
                            || EnumSet.allOf(FaultClass.class).stream()
                                    .anyMatch(fault -> line.contains(" " + fault + " ")),
                    line);
        }
        assertEquals(11, last.size());
        assertTrue(last.get(0).endsWith("earlier events left out)"), last.get(0));
        assertEquals(all.subList(all.size() - 10, all.size()), last.subList(1, 11));
    }

    @Test
    void shouldFindRunsThatDiffer() {
        final SimulationReport report = Simulation.run(SimulationOptions.ofSeed(3));
        assertNull(SeedRun.differs(report));

        final SimulationReport other = Simulation.run(SimulationOptions.builder(3)
                .plantedBug(PlantedBug.NONE)
                .load(1, 1, 1, 3)
                .build());
        final SimulationFailure difference = SeedRun.differs(new SimulationReport(
                report.options(),
                other.eventHash(),
                other.eventCount(),
                other.virtualNs(),
                other.busyNs(),
                other.faultCounts(),
                other.history(),
                other.linearizability(),
                other.violations()));
        assertNotNull(difference);
        assertEquals(Kind.NOT_DETERMINISTIC, difference.kind());
        assertEquals(difference, Minimiser.minimise(SuiteOptions.ofSeeds(3, 1), difference, 1, () -> false));
    }

    @Test
    void shouldCallItAFailureWhenTheProgramFails() {
        final SimulationOptions crashing = SimulationOptions.builder(1)
                .log(event -> {
                    throw new IllegalArgumentException("planted");
                })
                .build();

        final SimulationFailure failure = SeedRun.of(crashing).failure();

        assertNotNull(failure);
        assertEquals(Kind.CRASH, failure.kind());
        assertTrue(failure.toString().contains("planted"), failure::toString);
    }

    @Test
    void shouldStopWhenTold() throws InterruptedException {
        final SimulationSuite[] suite = new SimulationSuite[1];
        suite[0] = new SimulationSuite(
                new SuiteOptions(0, 1_000_000, 2, true, UnaryOperator.identity()), new SuiteListener() {
                    @Override
                    public void onSeed(final long seeds, final long failures) {
                        if (seeds == 3) {
                            suite[0].stop();
                        }
                    }
                });

        final SuiteReport report = suite[0].run();

        assertTrue(report.interrupted());
        assertTrue(report.seeds() >= 3 && report.seeds() <= 4, () -> report.seeds() + " seeds");
    }

    @Test
    void shouldRefuseBadOptions() {
        assertThrows(IllegalArgumentException.class, () -> SuiteOptions.ofSeeds(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SuiteOptions(0, 1, 0, false, UnaryOperator.identity()));
        final IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class, () -> run(0, 5, 2, false, builder -> builder.quorums(3, 4, 1)));
        assertTrue(error.getMessage().contains("readQuorum=4"), error::getMessage);
    }

    @Test
    void shouldNameRulesInFailures() throws InterruptedException {
        final SimulationFailure failure = run(
                        0, 200, 2, false, builder -> builder.plantedBug(PlantedBug.REPAIR_OVERWRITES))
                .failures()
                .get(0);
        assertTrue(failure.toString().contains("seed " + failure.options().seed()), failure::toString);
        assertTrue(EnumSet.allOf(Rule.class).stream()
                .anyMatch(rule -> failure.toString().contains(rule.name())));
    }
}

package io.quorate.load.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The check beside registers that are known to be right, or wrong. {@code -Dquorate.check.operations=100000000} makes so many operations on correct
 * registers in all.
 */
class SimulatedRegistersTest {

    private static final int CORRECT = 6;
    private static final long OPERATIONS = Long.getLong("quorate.check.operations", 3_000_000) / CORRECT;
    private static final int HISTORIES = 40;
    private static final int HISTORY_OPERATIONS = 1_000;

    private final List<Violation> told = new ArrayList<>();

    private RegisterCheck check(final CheckMode mode, final int keys, final int ringEntries) {
        final RegisterCheck check = new RegisterCheck(
                CheckSettings.of(mode, true, SimulatedRegisters.RUN, keys, Values.BYTES)
                        .withRingEntries(ringEntries),
                told::add,
                -1);
        check.preloaded(keys, 0);
        return check;
    }

    @ParameterizedTest
    @CsvSource({
        "ATOMIC, ATOMIC, 8, 1024, 1",
        "ATOMIC, ATOMIC, 1, 1048576, 2",
        "ATOMIC, ATOMIC, 10000, 4194304, 3",
        "ATOMIC, REGULAR, 8, 1024, 4",
        "REGULAR, REGULAR, 8, 4194304, 5",
        "REGULAR, REGULAR, 100, 1024, 6",
    })
    void shouldFindNothingWhenTheRegistersAreCorrect(
            final SimulatedRegisters.Kind kind,
            final CheckMode mode,
            final int keys,
            final int ringEntries,
            final long seed) {
        final RegisterCheck check = check(mode, keys, ringEntries);
        final SimulatedRegisters registers =
                new SimulatedRegisters(kind, keys, check, SimulatedRegisters.History.NONE, seed);
        final long startNs = System.nanoTime();
        registers.run(OPERATIONS);
        final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);

        final CheckSummary summary = check.summary();
        System.out.println(kind + " registers, " + mode + " check, " + keys + " keys, ring of " + ringEntries + ": "
                + OPERATIONS + " operations, " + summary.reads() + " reads judged, " + registers.overlapping()
                + " of writes under way, " + summary.overruns() + " by bounds, " + summary.violationCount()
                + " alarms, " + tookMs + " ms");
        assertEquals(List.of(), told);
        assertEquals(0, summary.violationCount());
        assertTrue(summary.reads() > OPERATIONS / 2, summary.toString());
        assertTrue(keys > 100 || registers.overlapping() > OPERATIONS / 1_000, "" + registers.overlapping());
    }

    @Test
    void shouldFindOnlyInversionsWhenRegularRegistersAreAskedToBeAtomic() {
        final RegisterCheck check = check(CheckMode.ATOMIC, 8, 1 << 20);
        new SimulatedRegisters(SimulatedRegisters.Kind.REGULAR, 8, check, SimulatedRegisters.History.NONE, 7)
                .run(1_000_000);

        final CheckSummary summary = check.summary();
        assertEquals(Set.of(ViolationKind.INVERSION), summary.violations().keySet());
        assertTrue(summary.violationCount() > 50, summary.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"REGULAR", "ATOMIC"})
    void shouldFindRareFaultsAmongCorrectAnswers(final CheckMode mode) {
        final RegisterCheck check = check(mode, 8, 1 << 20);
        new SimulatedRegisters(SimulatedRegisters.Kind.FORGETFUL, 8, check, SimulatedRegisters.History.NONE, 8)
                .run(1_000_000);

        final CheckSummary summary = check.summary();
        assertTrue(summary.violations().get(ViolationKind.STALE) > 100, summary.toString());
        assertTrue(summary.violations().get(ViolationKind.RESURRECTED) > 20, summary.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"REGULAR", "ATOMIC"})
    void shouldFindAllThatTheDefinitionFindsAndNothingElse(final CheckMode mode) {
        long wrong = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            final int keys = 1 + seed % 3;
            final RegisterCheck check = check(mode, keys, 1 << 12);
            told.clear();
            final Definition definition = new Definition(mode, keys);
            new SimulatedRegisters(SimulatedRegisters.Kind.CHAOTIC, keys, check, definition, seed)
                    .run(HISTORY_OPERATIONS);

            final Set<Long> found = new TreeSet<>();
            told.forEach(violation -> found.add(violation.operation()));
            assertEquals(definition.wrong(), found, "seed " + seed);
            wrong += found.size();
        }
        assertTrue(wrong > HISTORIES * HISTORY_OPERATIONS / 20, wrong + " reads were wrong");
    }
}

package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

class AllocationGateTest {

    /** In this JVM: what is measured is the same, and no other has to be started. */
    private static final Options HERE = new OptionsBuilder().forks(0).build();

    private static final String PREFIX = AllocatingBenchmark.class.getName() + ".";

    private final ByteArrayOutputStream table = new ByteArrayOutputStream();

    @Test
    void shouldFailWhenABenchmarkAllocatesMoreThanItMay() throws RunnerException {
        final List<String> faults = check(Map.of("allocatesAlways", 0.0, "allocatesSometimes", 0.0));
        assertEquals(2, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("AllocatingBenchmark.allocatesAlways allocates 24."), faults::toString);
        assertTrue(faults.get(1).contains("AllocatingBenchmark.allocatesSometimes allocates 1."), faults::toString);
        assertTrue(table.toString(StandardCharsets.UTF_8).contains("FAILED    " + PREFIX), table::toString);
    }

    @Test
    void shouldPassWhenNothingAllocatesMoreThanItMay() throws RunnerException {
        assertEquals(List.of(), check(Map.of("allocatesNothing", 0.0, "allocatesAlways", 24.0)));
        assertTrue(table.toString(StandardCharsets.UTF_8).contains("ok        " + PREFIX), table::toString);
    }

    @Test
    void shouldFailWhenABenchmarkOfTheBaselineIsNotThere() throws RunnerException {
        final List<String> faults = check(Map.of("allocatesNothing", 0.0, "allocatesNothingYet", 0.0));
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(
                faults.get(0).contains("allocatesNothingYet is in the baseline and was not measured"),
                faults::toString);
    }

    @Test
    void shouldFailWhenNoBenchmarkOfTheBaselineIsThere() throws RunnerException {
        final List<String> faults = check(Map.of("gone {nodes=3}", 0.0));
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("gone {nodes=3} is in the baseline and was not measured"), faults::toString);
    }

    private List<String> check(final Map<String, Double> allowed) throws RunnerException {
        final SortedMap<String, Double> byName = new TreeMap<>();
        allowed.forEach((name, bytes) -> byName.put(PREFIX + name, bytes));
        return AllocationGate.check(
                new AllocationBaseline(byName), HERE, new PrintStream(table, true, StandardCharsets.UTF_8));
    }
}

package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

class AllocationGateTest {

    /** In this JVM: what is measured is the same, and no other has to be started. */
    private static final Options HERE = new OptionsBuilder().forks(0).build();

    @Test
    void shouldFailWhenABenchmarkAllocates() throws RunnerException {
        final List<String> faults = AllocationGate.check(List.of("AllocatingBenchmark"), HERE);
        assertEquals(2, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("AllocatingBenchmark.allocatesAlways allocates 24."), faults::toString);
        assertTrue(faults.get(1).contains("AllocatingBenchmark.allocatesSometimes allocates 1."), faults::toString);
    }

    @Test
    void shouldPassWhenNothingAllocates() throws RunnerException {
        assertEquals(List.of(), AllocationGate.check(List.of("AllocatingBenchmark.allocatesNothing"), HERE));
    }

    @Test
    void shouldFailWhenAPatternMatchesNothing() throws RunnerException {
        final List<String> faults =
                AllocationGate.check(List.of("AllocatingBenchmark.allocatesNothing", "NoSuchBenchmark"), HERE);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("no benchmark matches NoSuchBenchmark"), faults::toString);
    }
}

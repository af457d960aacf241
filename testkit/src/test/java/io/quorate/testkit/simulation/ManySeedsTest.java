package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.quorum.Consistency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Far more seeds than a build has time for, by {@code mvn -Psimulation -pl testkit -am verify}; {@code -Dsimulation.seeds=N} says how many,
 * {@code -Dsimulation.firstSeed=N} which. One of twenty is run twice, one of a hundred in another JVM too.
 */
@EnabledIfSystemProperty(named = "quorate.seeds", matches = "\\d+")
@ExtendWith(QuietLogs.class)
@Timeout(value = 4, unit = TimeUnit.HOURS)
class ManySeedsTest {

    private static final int TWICE_EVERY = 20;
    private static final int OTHER_JVM_EVERY = 100;
    private static final long OTHER_JVM_MINUTES = 60;

    @Test
    void shouldStayLinearizableOnManySeeds(@TempDir final Path directory) throws IOException, InterruptedException {
        final long first = Long.getLong("quorate.firstSeed", 0);
        final long count = Long.getLong("quorate.seeds", 1);
        final SeedRuns runs = new SeedRuns(
                seed -> SimulationOptions.builder(seed)
                        .consistency(Consistency.LINEARIZABLE)
                        .build(),
                TWICE_EVERY);

        final List<String> failures = runs.run(first, count);

        System.out.println(runs.describe("LINEARIZABLE, seeds from " + first));
        assertTrue(failures.isEmpty(), () -> String.join("\n", failures));
        assertEquals(EnumSet.allOf(FaultClass.class), runs.faults().keySet(), "each class of faults happens");
        final long others = Math.max(1, count / OTHER_JVM_EVERY);
        assertEquals(
                SecondJvmTest.hashes(first, others, OTHER_JVM_EVERY, Consistency.LINEARIZABLE),
                SecondJvmTest.hashesOfAnotherJvm(
                        directory, OTHER_JVM_MINUTES, first, others, OTHER_JVM_EVERY, Consistency.LINEARIZABLE));
        System.out.println(others + " seeds had the same events in another JVM");
    }
}

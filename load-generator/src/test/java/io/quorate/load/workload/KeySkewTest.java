package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySkewTest {

    @Test
    void shouldCountWhatEachKeyIsUsed(@TempDir final Path temp) throws IOException {
        // Of 200 keys one gets half, and two a quarter each.
        final Path trace = temp.resolve("trace");
        Files.writeString(
                trace,
                IntStream.range(0, 100)
                        .mapToObj(i -> i % 2 == 0 ? "7\n" : 3 + i / 2 % 2 + "\n")
                        .collect(Collectors.joining()));
        final Workload workload = Workload.builder()
                .keyChoice(KeyChoice.parse("trace:" + trace))
                .keyCount(200)
                .build();
        assertEquals(new KeySkew(100, 3, 0.5, 0.75), KeySkew.of(workload, 100));
        assertEquals(new KeySkew(0, 0, 0, 0), KeySkew.of(workload, 0));
    }

    @Test
    void shouldAgreeWithTheDistribution() {
        final Workload workload = Workload.builder()
                .preset(Preset.parse("ycsb-a"))
                .keyCount(10_000)
                .build();
        final KeySkew skew = KeySkew.of(workload, 300_000);
        double zeta = 0;
        double first = 0;
        for (int rank = 1; rank <= 10_000; rank++) {
            zeta += Math.pow(rank, -0.99);
            first = rank == 100 ? zeta : first;
        }
        assertEquals(300_000, skew.operations());
        assertEquals(1 / zeta, skew.hottestKeyShare(), 0.003);
        assertEquals(first / zeta, skew.hottestPercentShare(), 0.004);
    }

    @Test
    void shouldCountKeysThatAreInserted() {
        final Workload workload =
                Workload.builder().mix(Mix.parse("insert=1")).keyCount(5).build();
        assertEquals(new KeySkew(10, 10, 0.1, 0.1), KeySkew.of(workload, 10));
    }
}

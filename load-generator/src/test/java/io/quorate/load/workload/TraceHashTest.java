package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHashTest {

    private static final long TOTAL_NS = TimeUnit.SECONDS.toNanos(5);

    @ParameterizedTest
    @ValueSource(strings = {"ycsb-a", "ycsb-d", "ycsb-f", "write"})
    void shouldBeTheSameForAnyNumberOfPacersAndShards(final String preset) {
        final TraceHash whole = TraceHash.of(workload(42, preset), schedule(42), TOTAL_NS);
        assertEquals(17_500, (double) whole.count(), 600);
        for (final int shards : new int[] {1, 2, 3}) {
            for (final int pacers : new int[] {1, 2, 4}) {
                final TraceHash sum = new TraceHash();
                for (int shard = 0; shard < shards; shard++) {
                    for (int pacer = 0; pacer < pacers; pacer++) {
                        final TraceHash part = part(preset, pacer, pacers, shard, shards);
                        assertNotEquals(0, part.count());
                        sum.combine(part);
                    }
                }
                assertEquals(whole, sum, shards + " shards, " + pacers + " pacers");
                assertEquals(whole.toString(), sum.toString());
            }
        }
    }

    /** What one pacer of one generator would send. */
    private static TraceHash part(
            final String preset, final int pacer, final int pacers, final int shard, final int shards) {
        final Workload workload = workload(42, preset);
        final Arrivals arrivals = schedule(42).arrivals();
        final PlannedOperation operation = workload.newOperation();
        final TraceHash hash = new TraceHash();
        long index = 0;
        for (long dueNs = arrivals.nextNs(); dueNs < TOTAL_NS; dueNs = arrivals.nextNs()) {
            if (index % pacers == pacer) {
                workload.outline(index, operation);
                if (Workload.owner(operation.keyIndex(), shards) == shard) {
                    workload.plan(index, operation);
                    hash.add(operation, dueNs);
                }
            }
            index++;
        }
        return hash;
    }

    @Test
    void shouldDifferFromSeedToSeed() {
        final Set<Long> seen = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            seen.add(TraceHash.of(workload(seed, "ycsb-a"), schedule(1), TOTAL_NS)
                    .value());
            seen.add(TraceHash.of(workload(100, "ycsb-a"), schedule(seed + 2), TOTAL_NS)
                    .value());
        }
        assertEquals(40, seen.size());
    }

    @Test
    void shouldKeepItsValueFromVersionToVersion() {
        assertEquals(
                "bf56de596350d735",
                TraceHash.of(workload(42, "ycsb-d"), schedule(42), TOTAL_NS).toString());
    }

    @Test
    void shouldNotDependOnTheOrder() {
        final Workload workload = workload(5, "ycsb-a");
        final PlannedOperation operation = workload.newOperation();
        final TraceHash forwards = new TraceHash();
        final TraceHash backwards = new TraceHash();
        for (int i = 0; i < 100; i++) {
            workload.plan(i, operation);
            forwards.add(operation, i * 7L);
            workload.plan(99 - i, operation);
            backwards.add(operation, (99 - i) * 7L);
        }
        assertEquals(forwards, backwards);
        assertEquals(forwards.hashCode(), backwards.hashCode());
    }

    @ParameterizedTest
    @CsvSource({"1, 2, PUT, 3, 4", "0, 3, PUT, 3, 4", "0, 2, RMW, 3, 4", "0, 2, PUT, 4, 4", "0, 2, PUT, 3, 5"})
    void shouldSeeEverythingThatItIsOf(
            final long index, final long dueNs, final OperationType type, final int key, final int length) {
        assertNotEquals(hash(0, 2, OperationType.PUT, 3, 4), hash(index, dueNs, type, key, length));
    }

    @Test
    void shouldSeeAnOperationThatIsAddedTwice() {
        final TraceHash once = hash(1, 2, OperationType.PUT, 3, 4);
        final TraceHash twice = hash(1, 2, OperationType.PUT, 3, 4);
        twice.combine(once);
        assertNotEquals(once.value(), twice.value());
        assertEquals(2, twice.count());
        assertNotEquals(once, new TraceHash());
    }

    private static TraceHash hash(
            final long index, final long dueNs, final OperationType type, final int key, final int length) {
        final PlannedOperation operation = new PlannedOperation(15, 10);
        operation.set(index, type, key, length);
        final TraceHash hash = new TraceHash();
        hash.add(operation, dueNs);
        return hash;
    }

    private static Workload workload(final long seed, final String preset) {
        return Workload.builder()
                .seed(seed)
                .preset(Preset.parse(preset))
                .keyCount(2_000)
                .valueSizes(ValueSizes.parse("lognormal:100,500", 2_048))
                .build();
    }

    private static Schedule schedule(final long seed) {
        return Schedule.of(ArrivalProcess.POISSON, seed, RateProfile.parseSteps("2k:1s,4k:3s,3.5k"));
    }
}

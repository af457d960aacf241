package io.quorate.load.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.load.engine.LoadEngine;
import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.Preload;
import io.quorate.load.engine.WaitStrategy;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.target.QuorateTarget;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import io.quorate.transport.inprocess.EmbeddedCluster;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The check beside real clients and nodes, under a load of several pacers. */
@Timeout(120)
class ClusterCheckTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int RUN = 3;
    private static final int KEYS = 20;
    private static final int VALUE_BYTES = 64;
    private static final int RATE = 5_000;
    private static final int IN_FLIGHT = 64;

    @Test
    void shouldFindNothingWhenQuorumsOverlap() throws InterruptedException {
        final Workload workload = new Workload(1, Mix.parse("get=50,put=35,delete=5,rmw=10"), KEYS, VALUE_BYTES);
        final LoadPlan plan = LoadPlan.builder(workload, Schedule.poisson(1, RATE))
                .durationNs(2 * SECOND_NS)
                .drainNs(10 * SECOND_NS)
                .maxInFlight(IN_FLIGHT)
                .pacers(2, WaitStrategy.PARK)
                .build();
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().nodes(3).start();
                QuorateClient client = QuorateClient.builder()
                        .seeds(cluster.addresses())
                        .transport(cluster.transport())
                        .readQuorum(2)
                        .writeQuorum(2)
                        .maxInFlight(IN_FLIGHT)
                        .batchConcurrency(1)
                        .connect()) {
            final StampingTarget target = new StampingTarget(new QuorateTarget(client), RUN);
            final RegisterCheck check = new RegisterCheck(
                    CheckSettings.of(CheckMode.ATOMIC, true, RUN, KEYS, VALUE_BYTES)
                            .withRingEntries(CheckSettings.LEAST_RING_ENTRIES),
                    ViolationSink.NONE,
                    System.nanoTime());
            assertNull(new Preload(workload, target, 8, 30 * SECOND_NS).run(key -> {}, () -> false));
            check.preloaded(KEYS, System.nanoTime());
            new LoadEngine(plan, target, check, new RunRecorder(), SystemNanoClock.INSTANCE).run(progress -> {});

            assertEquals(List.of(), check.violations());
            assertTrue(check.summary().reads() > RATE / 2, check.summary().toString());
        }
    }
}

package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.load.target.SimulatedServer;
import io.quorate.load.target.SimulatedService;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a load must show of a queue whose waits are known from theory. */
class QueueOracleTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double SERVICE_MS = 1;
    private static final double OPERATIONS = 600_000;

    private static SimulatedRun run(final String service, final double load, final int maxInFlight) {
        final Workload workload = new Workload(1, Mix.parse("get=1"), 10, 0);
        final double rate = load * 1_000;
        final LoadPlan plan = LoadPlan.builder(workload, Schedule.poisson(11, rate))
                .durationNs((long) (OPERATIONS / rate * SECOND_NS))
                .drainNs(10 * SECOND_NS)
                .maxInFlight(maxInFlight)
                .build();
        final VirtualClock clock = new VirtualClock();
        final SimulatedRun run =
                new SimulatedRun(plan, new SimulatedServer(SimulatedService.parse(service), clock), clock);
        run.run((observed, backlog) -> false);
        return run;
    }

    /** Pollaczek and Khinchine: the mean wait is rho / (2 mu (1 - rho)). */
    @ParameterizedTest
    @CsvSource({"0.5", "0.8"})
    void shouldMeasureTheMeanWaitOfOneServerWithFixedTimes(final double load) {
        final double expectedMs = load / (2 * (1 - load)) * SERVICE_MS;

        final SimulatedRun run = run("sim:service=1ms", load, 1_000);
        assertEquals(OPERATIONS, (double) run.response().getTotalCount(), 4 * Math.sqrt(OPERATIONS));
        assertEquals(expectedMs, ms(run.response().getMean()) - SERVICE_MS, 0.05 * expectedMs);
        assertEquals(0, run.recorder.waits(OperationType.GET).getMaxValue());
    }

    /** One at a time in flight: the same queue, now in the generator. */
    @ParameterizedTest
    @CsvSource({"0.5", "0.8"})
    void shouldMeasureTheSameWaitWhenTheQueueIsItsOwn(final double load) {
        final double expectedMs = load / (2 * (1 - load)) * SERVICE_MS;

        final SimulatedRun run = run("sim:service=1ms", load, 1);
        assertEquals(expectedMs, ms(run.recorder.waits(OperationType.GET).getMean()), 0.05 * expectedMs);
        assertEquals(expectedMs, ms(run.response().getMean()) - SERVICE_MS, 0.05 * expectedMs);
    }

    /** Without memory the mean wait is twice that; response times are exponential, so that all percentiles are known. */
    @ParameterizedTest
    @CsvSource({"0.5", "0.8"})
    void shouldMeasureThePercentilesOfOneServerWithExponentialTimes(final double load) {
        final SimulatedRun run = run("sim:service=1ms,dist=exponential,seed=5", load, 1_000);

        final double meanMs = SERVICE_MS / (1 - load);
        assertEquals(meanMs, ms(run.response().getMean()), 0.05 * meanMs);
        for (final double percentile : new double[] {50, 90, 99}) {
            final double expectedMs = -meanMs * Math.log(1 - percentile / 100);
            assertEquals(expectedMs, ms((double) run.response().getValueAtPercentile(percentile)), 0.05 * expectedMs);
        }
    }

    /** Erlang's formula for two servers: the mean response is s / (1 - rho^2). */
    @ParameterizedTest
    @CsvSource({"0.5", "0.8"})
    void shouldMeasureTheMeanOfTwoServers(final double load) {
        final SimulatedRun run = run("sim:servers=2,service=2ms,dist=exponential,seed=5", load, 1_000);

        final double expectedMs = 2 / (1 - load * load);
        assertEquals(expectedMs, ms(run.response().getMean()), 0.05 * expectedMs);
    }

    private static double ms(final double ns) {
        return ns / 1e6;
    }
}

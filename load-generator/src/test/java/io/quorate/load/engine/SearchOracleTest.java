package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.search.EarlyStop;
import io.quorate.load.search.ProbeResult;
import io.quorate.load.search.Prober;
import io.quorate.load.search.RateSearch;
import io.quorate.load.search.SearchPlan;
import io.quorate.load.search.SearchResult;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ResponseTimes;
import io.quorate.load.target.SimulatedServer;
import io.quorate.load.target.SimulatedService;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The highest rate that meets an objective is known of a queue; a search with the options of {@code quorate search} must find it. */
class SearchOracleTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double SERVICE_MS = 0.5;
    private static final double LIMIT_MS = 5;
    private static final int FIRST_SEED = 4001;
    private static final int SEEDS = 20;
    private static final int HITS = 19;
    private static final int MAX_IN_FLIGHT = 500;

    private static SearchPlan plan(final double from, final double max) {
        return new SearchPlan(
                Objective.parse("p99<5ms,errors<0.1%"),
                from,
                max,
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                3,
                Duration.ofSeconds(60),
                0.02);
    }

    /** Makes real loads, on virtual time. */
    private static final class VirtualProber implements Prober {

        private final VirtualClock clock = new VirtualClock();
        private final SimulatedServer server;
        private final double generatorsLimit;
        private long seed;
        private long loads;

        VirtualProber(final String service, final long seed, final double generatorsLimit) {
            this.server = new SimulatedServer(SimulatedService.parse(service + ",seed=" + seed), clock);
            this.seed = seed * 1_000;
            this.generatorsLimit = generatorsLimit;
        }

        private SimulatedRun run(final double rate, final Duration measure, final EarlyStop stop) {
            final Workload workload = new Workload(1, Mix.parse("get=1"), 10, 0);
            final SimulatedRun run = new SimulatedRun(
                    LoadPlan.builder(workload, Schedule.poisson(seed++, rate))
                            .durationNs(measure.toNanos())
                            .drainNs(10 * SECOND_NS)
                            .maxInFlight(MAX_IN_FLIGHT)
                            .build(),
                    server,
                    clock);
            run.run(stop);
            loads++;
            return run;
        }

        @Override
        public ProbeResult probe(final double rate, final Duration measure, final EarlyStop stop) {
            return new ProbeResult(
                    run(rate, measure, stop).observed(), rate > generatorsLimit ? "it was late" : null, false);
        }

        @Override
        public long settle(final double rate, final Duration measure) {
            while (server.nextNs() != SimulatedServer.NEVER) {
                clock.advanceTo(server.nextNs());
                server.endDue();
            }
            return ResponseTimes.percentile(
                    run(rate, measure, (soFar, backlog) -> false).observed(), null, 50);
        }
    }

    /** Searches come within 5 % of the rate at which 1 % of the response times are too long. */
    private static void assertFinds(final String service, final double capacity) throws InterruptedException {
        final List<String> misses = new ArrayList<>();
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            final SearchResult result = new RateSearch(
                            plan(400, 1e6), new VirtualProber(service, seed, Double.MAX_VALUE), probe -> {})
                    .run();
            assertEquals(SearchResult.End.LIMITED_BY_SERVER, result.end(), result::toString);
            if (Math.abs(result.maximum() / capacity - 1) > 0.05) {
                misses.add("seed " + seed + ": " + result.maximum());
            }
        }
        assertTrue(misses.size() <= SEEDS - HITS, () -> "should be " + capacity + ": " + misses);
    }

    @Test
    void shouldFindTheCapacityOfAServerWithFixedTimes() throws InterruptedException {
        final double capacity = root(rate -> 1 - waitAtMost(LIMIT_MS - SERVICE_MS, rate / 1_000) - 0.01);

        assertEquals(0.75 * 2_000, capacity, 0.05 * 2_000);
        assertFinds("sim:service=500us", capacity);
    }

    @Test
    void shouldFindTheCapacityOfAServerWithoutMemory() throws InterruptedException {
        final double capacity = 1_000 / SERVICE_MS - 1_000 * Math.log(100) / LIMIT_MS;

        assertFinds("sim:service=500us,dist=exponential", capacity);
    }

    @Test
    void shouldReportNoMaximumWhenTheGeneratorIsTheLimit() throws InterruptedException {
        final SearchResult result =
                new RateSearch(plan(100, 1e6), new VirtualProber("sim:service=500us", 1, 1_000), probe -> {}).run();

        assertEquals(SearchResult.End.LIMITED_BY_GENERATOR, result.end());
        assertEquals(800, result.maximum());
    }

    @Test
    void shouldStopAtOnceWhenTheFirstRateIsTooHigh() throws InterruptedException {
        final VirtualProber prober = new VirtualProber("sim:service=500us", 1, 1e9);
        final SearchResult result = new RateSearch(plan(3_000, 1e6), prober, probe -> {}).run();

        assertEquals(SearchResult.End.NEVER_MET, result.end());
        assertEquals(2, prober.loads, "one to settle, one that failed");
        assertTrue(result.probes().get(0).observed().seconds() <= 4, result::toString);
    }

    @Test
    void shouldEndAtTheHighestRateWhenTheServerCouldDoMore() throws InterruptedException {
        final SearchResult result =
                new RateSearch(plan(100, 700), new VirtualProber("sim:service=500us", 1, 1e9), probe -> {}).run();

        assertEquals(SearchResult.End.LIMITED_BY_MAX, result.end());
        assertEquals(700, result.maximum());
    }

    /** Crommelin's and Erlang's distribution of the wait for one server with fixed times; times in milliseconds. */
    private static double waitAtMost(final double ms, final double perMs) {
        double sum = 0;
        for (int j = 0; j * SERVICE_MS <= ms; j++) {
            final double x = perMs * (j * SERVICE_MS - ms);
            double term = Math.exp(-x);
            for (int k = 1; k <= j; k++) {
                term *= x / k;
            }
            sum += term;
        }
        return (1 - perMs * SERVICE_MS) * sum;
    }

    private static double root(final DoubleUnaryOperator rising) {
        double low = 100;
        double high = 0.99 * 1_000 / SERVICE_MS;
        for (int i = 0; i < 60; i++) {
            final double middle = (low + high) / 2;
            if (rising.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

package io.quorate.load.search;

import io.quorate.load.slo.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes a load at one rate after the other, and so shows how response times depend on it. A load goes on for all of its time, whatever it shows,
 * unless more has piled up than can be answered in time.
 *
 * <p><b>Threads.</b> One; {@link #run} blocks, once.
 */
public final class Sweep {

    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Double> rates;
    private final List<Objective> objectives;
    private final Duration measure;
    private final Prober prober;
    private final Consumer<Probe> onProbe;
    private final Settling settling;

    /**
     * Prepares a sweep.
     *
     * @param rates operations per second, in the order of the loads
     * @param objectives what each is held against, possibly none
     * @param measure how long each load is
     * @param settle how long the light load between two of them is, at the lowest of the rates
     * @param prober makes the loads
     * @param onProbe told of each that has ended
     */
    public Sweep(
            final List<Double> rates,
            final List<Objective> objectives,
            final Duration measure,
            final Duration settle,
            final Prober prober,
            final Consumer<Probe> onProbe) {
        this.rates = List.copyOf(rates);
        this.objectives = List.copyOf(objectives);
        this.measure = measure;
        this.prober = prober;
        this.onProbe = onProbe;
        this.settling = new Settling(prober, rates.stream().min(Double::compare).orElseThrow(), settle);
    }

    /**
     * Makes the loads.
     *
     * @return what came of them and why there are no more
     * @throws InterruptedException if the thread is interrupted
     */
    public SweepResult run() throws InterruptedException {
        final List<Probe> probes = new ArrayList<>();
        for (final double rate : rates) {
            try {
                settling.settle();
            } catch (final SearchEnded ended) {
                return new SweepResult(probes, ended.getMessage(), false);
            }
            // Without objectives it stops for the queue only.
            final ProbeJudge queue = new ProbeJudge(List.of(), rate, measure.toNanos() / NS_PER_SECOND, false);
            final ProbeResult result = prober.probe(rate, measure, queue);
            final Probe probe = queue.conclude(Probe.Kind.SWEEP, rate, result, objectives);
            probes.add(probe);
            onProbe.accept(probe);
            if (result.interrupted()) {
                return new SweepResult(probes, "interrupted at " + SearchText.rate(rate), true);
            }
        }
        return new SweepResult(probes, null, false);
    }
}

package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.search.EarlyStop;
import io.quorate.load.slo.Observed;
import io.quorate.load.target.SimulatedServer;
import io.quorate.load.workload.Arrivals;
import io.quorate.load.workload.OperationType;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A pacer against a simulated server, on virtual time; several can follow each other on one server and clock. */
final class SimulatedRun {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    final RunRecorder recorder = new RunRecorder();
    final SlotPool pool;
    final Pacer pacer;
    private final LoadPlan plan;
    private final SimulatedServer server;
    private final VirtualClock clock;
    private final long startNs;
    private final Arrivals walked;
    private long walkedNextNs;
    private long walkedDue;
    private long endNs;

    SimulatedRun(final LoadPlan plan, final SimulatedServer server, final VirtualClock clock) {
        this.plan = plan;
        this.server = server;
        this.clock = clock;
        this.startNs = clock.nanoTime();
        this.endNs = startNs + plan.totalNs();
        this.pool = new SlotPool(plan, server, OperationCheck.NONE, recorder, clock);
        this.pacer = new Pacer(plan, 0, pool, recorder, clock, startNs);
        this.walked = plan.schedule().arrivals();
        this.walkedNextNs = walked.nextNs();
    }

    /** Runs load and drain. */
    void run(final EarlyStop stop) {
        load(stop);
        pacer.giveUp(endNs);
        while (pool.inFlight() > 0 && server.nextNs() <= endNs + plan.drainNs()) {
            clock.advanceTo(server.nextNs());
            server.endDue();
        }
        pool.abandonAll();
        recorder.endInterval(interval -> {});
    }

    private void load(final EarlyStop stop) {
        long tickNs = startNs + SECOND_NS;
        while (clock.nanoTime() < endNs) {
            final long next = pacer.run();
            final long dueNs = next == Sender.EXHAUSTED || next == Sender.BLOCKED ? SimulatedServer.NEVER : next;
            clock.advanceTo(Math.min(Math.min(dueNs, server.nextNs()), Math.min(tickNs, endNs)));
            server.endDue();
            if (clock.nanoTime() >= tickNs) {
                recorder.endInterval(interval -> {});
                tickNs += SECOND_NS;
                if (stop.onSecond(observed(), backlog())) {
                    endNs = clock.nanoTime();
                }
            }
        }
    }

    private long backlog() {
        while (walkedNextNs <= clock.nanoTime() - startNs && walkedNextNs < plan.totalNs()) {
            walkedDue++;
            walkedNextNs = walked.nextNs();
        }
        return walkedDue - pacer.sent() + pool.inFlight();
    }

    Observed observed() {
        return Observed.of(recorder, (Math.min(clock.nanoTime(), endNs) - startNs) / (double) SECOND_NS);
    }

    Histogram response() {
        final Histogram times = recorder.response(OperationType.GET, Outcome.OK);
        return times == null ? new Histogram(3) : times;
    }
}

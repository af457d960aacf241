package io.quorate.testkit.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks for a smaller run that fails in the same way as a given one: the same seed with fewer classes of faults, operations, clients, keys,
 * and without skew. Each step is kept if the run still fails so; the search ends when no step does any more, or after a while.
 *
 * <p>What is left out moves what comes after it, so that a smaller run may fail later, elsewhere, or not at all: the result is small, not the
 * smallest.
 *
 * <p><b>Threads.</b> Stateless. <b>Guarantee.</b> Given enough time the same failure gives the same result.
 */
public final class Minimiser {

    /** How long it looks, unless told otherwise. */
    public static final long DEFAULT_LIMIT_NS = TimeUnit.SECONDS.toNanos(20);

    private final SuiteOptions suite;
    private final SimulationFailure wanted;
    private final long startNs = System.nanoTime();
    private final long limitNs;
    private final BooleanSupplier isStopped;
    private SimulationFailure smallest;

    private Minimiser(
            final SuiteOptions suite,
            final SimulationFailure wanted,
            final long limitNs,
            final BooleanSupplier isStopped) {
        this.suite = suite;
        this.wanted = wanted;
        this.limitNs = limitNs;
        this.isStopped = isStopped;
        this.smallest = wanted;
    }

    /**
     * Looks for a smaller run.
     *
     * @param suite where the failure came from
     * @param failure what to look for again; one that is not deterministic is returned as it is
     * @param limitNs how long to look at most, in nanoseconds; the run under way then is waited for
     * @param isStopped asked between runs whether to end early
     * @return the failure of the smallest run that was found
     */
    public static SimulationFailure minimise(
            final SuiteOptions suite,
            final SimulationFailure failure,
            final long limitNs,
            final BooleanSupplier isStopped) {
        if (failure.kind() == SimulationFailure.Kind.NOT_DETERMINISTIC) {
            return failure;
        }
        return new Minimiser(suite, failure, limitNs, isStopped).search();
    }

    private SimulationFailure search() {
        boolean gotSmaller = true;
        while (gotSmaller && mayGoOn()) {
            gotSmaller = false;
            for (final Size step : steps(Size.of(smallest.options()))) {
                if (mayGoOn() && keepIfItFails(step)) {
                    gotSmaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private boolean mayGoOn() {
        return System.nanoTime() - startNs < limitNs && !isStopped.getAsBoolean();
    }

    private boolean keepIfItFails(final Size size) {
        final SimulationOptions options = size.applyTo(suite.settings()
                        .apply(SimulationOptions.builder(wanted.options().seed())))
                .build();
        final SimulationFailure failure = SeedRun.of(options).failure();
        if (failure == null || !failure.resembles(wanted)) {
            return false;
        }
        smallest = failure;
        return true;
    }

    /** What could be tried next, the largest steps first. */
    private static List<Size> steps(final Size size) {
        final List<Size> steps = new ArrayList<>();
        steps.add(size.withOperations(size.operations() / 2));
        steps.add(size.withFaults(EnumSet.noneOf(FaultClass.class)));
        steps.add(size.withSkewMs(0));
        steps.add(size.withKeys(1));
        steps.add(size.withLanes(1));
        steps.add(size.withClients(2));
        for (final FaultClass fault : size.faults()) {
            final Set<FaultClass> fewer = EnumSet.copyOf(size.faults());
            fewer.remove(fault);
            steps.add(size.withFaults(fewer));
        }
        steps.add(size.withClients(size.clients() - 1));
        steps.add(size.withLanes(size.lanes() - 1));
        steps.add(size.withKeys(size.keys() - 1));
        steps.add(size.withOperations(size.operations() * 3 / 4));
        steps.add(size.withOperations(size.operations() - 1));
        steps.removeIf(step -> step.equals(size) || !step.isSmallerThan(size));
        return steps;
    }

    /** What makes a run large. */
    private record Size(int clients, int lanes, int keys, int operations, long skewMs, Set<FaultClass> faults) {

        static Size of(final SimulationOptions options) {
            return new Size(
                    options.clientCount(),
                    options.lanesPerClient(),
                    options.keyCount(),
                    options.operationsPerLane(),
                    options.maxSkewMs(),
                    options.faults());
        }

        SimulationOptions.Builder applyTo(final SimulationOptions.Builder builder) {
            return builder.load(clients, lanes, keys, operations)
                    .maxSkewMs(skewMs)
                    .faults(faults);
        }

        boolean isSmallerThan(final Size other) {
            return clients >= 1
                    && lanes >= 1
                    && keys >= 1
                    && operations >= 1
                    && clients <= other.clients
                    && lanes <= other.lanes
                    && keys <= other.keys
                    && operations <= other.operations
                    && skewMs <= other.skewMs
                    && other.faults.containsAll(faults);
        }

        Size withClients(final int newClients) {
            return new Size(newClients, lanes, keys, operations, skewMs, faults);
        }

        Size withLanes(final int newLanes) {
            return new Size(clients, newLanes, keys, operations, skewMs, faults);
        }

        Size withKeys(final int newKeys) {
            return new Size(clients, lanes, newKeys, operations, skewMs, faults);
        }

        Size withOperations(final int newOperations) {
            return new Size(clients, lanes, keys, newOperations, skewMs, faults);
        }

        Size withSkewMs(final long newSkewMs) {
            return new Size(clients, lanes, keys, operations, newSkewMs, faults);
        }

        Size withFaults(final Set<FaultClass> newFaults) {
            return new Size(clients, lanes, keys, operations, skewMs, newFaults);
        }
    }
}

package io.quorate.load.engine;

import io.quorate.load.workload.Arrivals;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Workload;

/**
 * Walks the operations of an open-loop load that one pacer of one generator sends. All pacers walk all arrivals and skip what is not theirs, so that
 * what is sent and when does not depend on how many there are.
 *
 * <p><b>Threads.</b> One. <b>Allocation.</b> None per operation.
 */
final class TraceCursor {

    private final LoadPlan plan;
    private final Workload workload;
    private final Arrivals arrivals;
    private final PlannedOperation scratch;
    private final int pacer;
    private final int pacers;
    private long walked = -1;
    private long walkedMeasured;
    private long ownNumber = -1;
    private long offsetNs;
    private boolean ended;

    /** Stands at the first operation that is due for the given pacer. */
    TraceCursor(final LoadPlan plan, final int pacer, final int pacers) {
        this.plan = plan;
        this.workload = plan.workload();
        this.arrivals = plan.schedule().arrivals();
        this.scratch = workload.newOperation();
        this.pacer = pacer;
        this.pacers = pacers;
        next();
    }

    /** Goes to the next operation; stays at the end. */
    void next() {
        do {
            step();
        } while (!ended && !isOwn());
    }

    private void step() {
        if (ended) {
            return;
        }
        final long nextNs = arrivals.nextNs();
        if (nextNs >= plan.totalNs() || walkedMeasured == plan.operations()) {
            ended = true;
            return;
        }
        offsetNs = nextNs;
        walked++;
        if (isMeasured()) {
            walkedMeasured++;
        }
    }

    private boolean isOwn() {
        if (plan.shards() > 1) {
            workload.outline(walked, scratch);
            if (Workload.owner(scratch.keyIndex(), plan.shards()) != plan.shard()) {
                return false;
            }
        }
        ownNumber++;
        return ownNumber % pacers == pacer;
    }

    boolean isEnded() {
        return ended;
    }

    /** Place of the operation in the whole load. */
    long index() {
        return walked;
    }

    /** When it is due, from the start; at the end when the last one was due. */
    long offsetNs() {
        return offsetNs;
    }

    boolean isMeasured() {
        return offsetNs >= plan.warmupNs();
    }
}

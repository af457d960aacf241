package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two failures come at the same time: both count, and one of them makes the node sick. */
@JCStressTest
@Outcome(id = "true, false, 2", expect = ACCEPTABLE, desc = "The first came last.")
@Outcome(id = "false, true, 2", expect = ACCEPTABLE, desc = "The second came last.")
@State
public class NodeHealthCountStress {

    private final NodeHealth health = new NodeHealth(2);

    /**
     * A failure.
     *
     * @param r whether it made the node sick
     */
    @Actor
    public void first(final ZZI_Result r) {
        r.r1 = health.failed();
    }

    /**
     * Another failure.
     *
     * @param r whether it made the node sick
     */
    @Actor
    public void second(final ZZI_Result r) {
        r.r2 = health.failed();
    }

    /**
     * Counts.
     *
     * @param r failures in a row
     */
    @Arbiter
    public void end(final ZZI_Result r) {
        r.r3 = health.failuresInRow();
    }
}

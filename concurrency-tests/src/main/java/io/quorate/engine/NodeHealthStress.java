package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** The failure that makes a node sick and a success come at the same time: what was announced agrees with what is. */
@JCStressTest
@Outcome(
        id = "true, true, false",
        expect = ACCEPTABLE,
        desc = "The failure came first: sickness and recovery were announced.")
@Outcome(
        id = "false, false, false",
        expect = ACCEPTABLE,
        desc = "The success came first, and forgave the failure before.")
@State
public class NodeHealthStress {

    private final NodeHealth health = new NodeHealth(2);

    /** Creates a node that is one failure from sick. */
    public NodeHealthStress() {
        health.failed();
    }

    /**
     * A failure.
     *
     * @param r whether it made the node sick
     */
    @Actor
    public void fail(final ZZZ_Result r) {
        r.r1 = health.failed();
    }

    /**
     * A success.
     *
     * @param r whether it made the node well
     */
    @Actor
    public void succeed(final ZZZ_Result r) {
        r.r2 = health.succeeded(1);
    }

    /**
     * Looks at the node.
     *
     * @param r whether it is sick
     */
    @Arbiter
    public void end(final ZZZ_Result r) {
        r.r3 = health.isSick();
    }
}

package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The reply of one replica comes twice at the same time: it is one vote. */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Undecided after one replica, decided after two.")
@State
public class DuplicateStress {

    private final StressCluster.Get get = StressCluster.get();

    /** The reply. */
    @Actor
    public void reply() {
        get.absent(0);
    }

    /** The same reply. */
    @Actor
    public void duplicate() {
        get.absent(0);
    }

    /**
     * Counts decisions, before and after the reply of another replica.
     *
     * @param r the counts
     */
    @Arbiter
    public void end(final II_Result r) {
        r.r1 = get.decisions();
        get.absent(1);
        r.r2 = get.decisions();
        get.absent(2);
    }
}

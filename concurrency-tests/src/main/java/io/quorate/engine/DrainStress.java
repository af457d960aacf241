package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The two replies that decide a get come at the same time: whoever does not drain must not lose its event. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both events were handled, the decision came once.")
@State
public class DrainStress {

    private final StressCluster.Get get = StressCluster.get();

    /** One reply. */
    @Actor
    public void first() {
        get.absent(0);
    }

    /** The other reply. */
    @Actor
    public void second() {
        get.absent(1);
    }

    /**
     * Counts decisions, before and after the last reply.
     *
     * @param r the counts
     */
    @Arbiter
    public void end(final II_Result r) {
        r.r1 = get.decisions();
        get.absent(2);
        r.r2 = get.decisions();
    }
}

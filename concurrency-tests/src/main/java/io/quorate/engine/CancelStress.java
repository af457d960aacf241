package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** The deciding reply and a cancel come at the same time: one of them decides, and only one. */
@JCStressTest
@Outcome(id = "1, false", expect = ACCEPTABLE, desc = "The reply decided.")
@Outcome(id = "1, true", expect = ACCEPTABLE, desc = "The cancel decided.")
@State
public class CancelStress {

    private final StressCluster.Get get = StressCluster.get();

    /** Creates a get that needs one more reply. */
    public CancelStress() {
        get.absent(0);
    }

    /** The deciding reply. */
    @Actor
    public void reply() {
        get.absent(1);
    }

    /** The cancel. */
    @Actor
    public void cancel() {
        get.cancel();
    }

    /**
     * Looks at the decision.
     *
     * @param r decisions, and whether it failed
     */
    @Arbiter
    public void end(final IZ_Result r) {
        get.absent(2);
        r.r1 = get.decisions();
        r.r2 = get.failed();
    }
}

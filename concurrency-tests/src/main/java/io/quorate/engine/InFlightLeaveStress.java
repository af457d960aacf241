package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Operations come and go while somebody reads the counts: nothing below zero is ever seen, and nothing is left. */
@JCStressTest
@Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "Admitted, and the counts made sense.")
@Outcome(
        id = "false, true, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Refused, because the one before was still leaving.")
@State
public class InFlightLeaveStress {

    private final InFlight inFlight = new InFlight(1, 1);

    /** Creates a count that is full. */
    public InFlightLeaveStress() {
        inFlight.enter(1);
    }

    /**
     * Leaves, enters and leaves.
     *
     * @param r whether it was admitted
     */
    @Actor
    public void comeAndGo(final ZZI_Result r) {
        inFlight.leave(1);
        r.r1 = inFlight.enter(1);
        if (r.r1) {
            inFlight.leave(1);
        }
    }

    /**
     * Reads the counts, and tries to enter.
     *
     * @param r whether the counts made sense
     */
    @Actor
    public void look(final ZZI_Result r) {
        boolean sane = inFlight.operations() >= 0 && inFlight.bytes() >= 0;
        if (inFlight.enter(1)) {
            sane &= inFlight.operations() >= 1 && inFlight.bytes() >= 1;
            inFlight.leave(1);
        }
        r.r2 = sane && inFlight.operations() >= 0 && inFlight.bytes() >= 0;
    }

    /**
     * Looks at what is left.
     *
     * @param r operations and bytes
     */
    @Arbiter
    public void end(final ZZI_Result r) {
        r.r3 = inFlight.operations() + (int) inFlight.bytes();
    }
}

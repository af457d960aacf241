package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two operations ask for the last place: never both get it, and the counts are what was admitted. */
@JCStressTest
@Outcome(id = "true, false, 11", expect = ACCEPTABLE, desc = "The first got it.")
@Outcome(id = "false, true, 12", expect = ACCEPTABLE, desc = "The second got it.")
@Outcome(
        id = "false, false, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each saw the other on its way to being refused.")
@State
public class InFlightStress {

    private final InFlight inFlight = new InFlight(1, 2);

    /**
     * An operation of one byte.
     *
     * @param r whether it was admitted
     */
    @Actor
    public void first(final ZZI_Result r) {
        r.r1 = inFlight.enter(1);
    }

    /**
     * An operation of two bytes.
     *
     * @param r whether it was admitted
     */
    @Actor
    public void second(final ZZI_Result r) {
        r.r2 = inFlight.enter(2);
    }

    /**
     * Looks at the counts.
     *
     * @param r operations in the tens, bytes in the ones
     */
    @Arbiter
    public void end(final ZZI_Result r) {
        r.r3 = 10 * inFlight.operations() + (int) inFlight.bytes();
    }
}

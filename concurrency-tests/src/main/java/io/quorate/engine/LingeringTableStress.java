package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Threads enter so much that they wrap around a table of two: every entry is pushed out exactly once, or is still there. */
@JCStressTest
@Outcome(id = "127", expect = ACCEPTABLE, desc = "Each of the seven entries came out once.")
@State
public class LingeringTableStress {

    private final LingeringTable table = new LingeringTable(2);
    private int first;
    private int second;

    /** Creates a table that is full. */
    public LingeringTableStress() {
        table.enter(0);
        table.enter(1);
    }

    /** Enters two. */
    @Actor
    public void first() {
        first = bit(table.enter(2)) + bit(table.enter(3));
    }

    /** Enters three. */
    @Actor
    public void second() {
        second = bit(table.enter(4)) + bit(table.enter(5)) + bit(table.enter(6));
    }

    /**
     * Empties the table.
     *
     * @param r a bit per entry that came out; one that came out twice carries into another
     */
    @Arbiter
    public void end(final I_Result r) {
        r.r1 = first + second + bit(table.enter(7)) + bit(table.enter(8));
    }

    private static int bit(final long entry) {
        return 1 << entry;
    }
}

package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * One thread ends an operation and begins the next one in the same slot, while the replies of the first come once more: none of them may
 * reach the second.
 */
@JCStressTest
@Outcome(
        id = "1, 1, false",
        expect = ACCEPTABLE,
        desc = "Each operation was decided once, the second by its own replies.")
@State
public class SlotReuseStress {

    private final StressCluster.Get before = StressCluster.get();
    private boolean found;
    private int decisions;

    /** Creates an operation that waits for its last reply only. */
    public SlotReuseStress() {
        before.value(0);
        before.value(1);
    }

    /** Ends the operation, and brings another one to its decision. */
    @Actor
    public void next() {
        before.value(2);
        final StressCluster.Get after = StressCluster.get();
        after.absent(0);
        after.absent(1);
        decisions = after.decisions();
        found = after.exists();
        after.absent(2);
    }

    /** What the operation before was told, once more. */
    @Actor
    public void late() {
        before.value(2);
        before.value(0);
        before.value(1);
    }

    /**
     * Looks at both operations.
     *
     * @param r decisions of the first, decisions of the second, whether the second found the value of the first
     */
    @Arbiter
    public void end(final IIZ_Result r) {
        r.r1 = before.decisions();
        r.r2 = decisions;
        r.r3 = found;
    }
}

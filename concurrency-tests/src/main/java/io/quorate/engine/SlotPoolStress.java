package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Two threads take, give back and take again, which is where a stack without tags goes wrong: no slot is handed out twice. */
@JCStressTest
@Outcome(id = "true, [23]", expect = ACCEPTABLE, desc = "All slots that are out differ.")
@Outcome(id = "false, .*", expect = FORBIDDEN, desc = "A slot was handed out twice.")
@State
public class SlotPoolStress {

    private final SlotPool pool = new SlotPool(StressCluster.ENGINE, 4);
    private int first;
    private int second;

    /** Creates a pool with two free slots. */
    public SlotPoolStress() {
        final OperationSlot one = acquire();
        final OperationSlot two = acquire();
        pool.release(one);
        pool.release(two);
    }

    /** Takes two, gives the first back, and takes again. */
    @Actor
    public void first() {
        final OperationSlot one = acquire();
        final OperationSlot two = acquire();
        pool.release(one);
        final OperationSlot three = acquire();
        first = bit(two) + bit(three);
    }

    /** Takes one. */
    @Actor
    public void second() {
        second = bit(acquire());
    }

    /**
     * Compares what is out with what the pool hands out next.
     *
     * @param r whether all differ, and how many slots were made
     */
    @Arbiter
    public void end(final ZI_Result r) {
        r.r1 = Integer.bitCount(first + second) == 3;
        r.r2 = pool.size();
    }

    private OperationSlot acquire() {
        return Objects.requireNonNull(pool.acquire());
    }

    private static int bit(final OperationSlot slot) {
        return 1 << slot.index;
    }
}

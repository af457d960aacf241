package io.quorate.version;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Two threads stamp, one of them after it has seen a version from elsewhere: no timestamp comes twice, none goes back. */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "Both saw timestamps grow, and all differ.")
@State
public class HybridLogicalClockStress {

    private static final long WALL_MS = 1_000;
    private static final long ELSEWHERE = HybridLogicalClock.of(WALL_MS, 40_000);

    private final HybridLogicalClock clock = new HybridLogicalClock(1);
    private long first;
    private long second;
    private long third;

    /**
     * Stamps twice.
     *
     * @param r whether the timestamps grew
     */
    @Actor
    public void stamp(final ZZZ_Result r) {
        first = clock.next(WALL_MS);
        second = clock.next(WALL_MS);
        r.r1 = second > first;
    }

    /**
     * Sees a version, then stamps.
     *
     * @param r whether the timestamp is above the version
     */
    @Actor
    public void follow(final ZZZ_Result r) {
        clock.observe(ELSEWHERE, WALL_MS);
        third = clock.next(WALL_MS);
        r.r2 = third > ELSEWHERE;
    }

    /**
     * Compares all.
     *
     * @param r whether all timestamps differ, and the latest is the highest
     */
    @Arbiter
    public void end(final ZZZ_Result r) {
        r.r3 = first != third && second != third && clock.latest() == Math.max(second, third);
    }
}

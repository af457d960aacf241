package io.quorate.transport.grpc;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Two threads take, give back and take again, which is where a stack without tags goes wrong: no place is handed out twice. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "All places that are out differ, and none was lost.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "A place was handed out twice, or is gone.")
@State
public class StreamCallsPoolStress {

    private static final int ALL = 0b1111;

    private final StreamCalls calls = new StreamCalls(4);
    private int first;
    private int second;

    /** Creates a pool in which two places have been used. */
    public StreamCallsPoolStress() {
        final StreamCall one = take();
        final StreamCall two = take();
        calls.give(one);
        calls.give(two);
    }

    /** Takes two, gives the first back, and takes again. */
    @Actor
    public void first() {
        final StreamCall one = take();
        final StreamCall two = take();
        calls.give(one);
        first = bit(two) + bit(take());
    }

    /** Takes one. */
    @Actor
    public void second() {
        second = bit(take());
    }

    /**
     * Takes the last one; then there must be no other.
     *
     * @param r whether every place was out once
     */
    @Arbiter
    public void end(final Z_Result r) {
        final StreamCall last = calls.take();
        r.r1 = last != null && calls.take() == null && first + second + bit(last) == ALL;
    }

    private StreamCall take() {
        return Objects.requireNonNull(calls.take());
    }

    private static int bit(final StreamCall place) {
        return 1 << place.index();
    }
}

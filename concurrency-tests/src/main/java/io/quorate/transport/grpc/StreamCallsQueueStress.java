package io.quorate.transport.grpc;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads enqueue, one of which takes out what it finds: every place comes out exactly once, or is still there. */
@JCStressTest
@Outcome(id = "15", expect = ACCEPTABLE, desc = "Each of the four places came out once.")
@State
public class StreamCallsQueueStress {

    private final StreamCalls calls = new StreamCalls(4);
    private final StreamCall[] places = new StreamCall[4];
    private int drained;

    /** Creates a queue that is empty. */
    public StreamCallsQueueStress() {
        for (int i = 0; i < places.length; i++) {
            places[i] = Objects.requireNonNull(calls.take());
        }
    }

    /** Enqueues two. */
    @Actor
    public void first() {
        calls.enqueue(places[0]);
        calls.enqueue(places[1]);
    }

    /** Enqueues the other two, and takes out what it finds after each. */
    @Actor
    public void second() {
        calls.enqueue(places[2]);
        drained = drainAll();
        calls.enqueue(places[3]);
        drained += drainAll();
    }

    /**
     * Empties the queue.
     *
     * @param r a bit per place that came out; one that came out twice carries into another
     */
    @Arbiter
    public void end(final I_Result r) {
        r.r1 = drained + drainAll();
    }

    private int drainAll() {
        int sum = 0;
        for (StreamCall next = calls.peek(); next != null; next = calls.peek()) {
            calls.dequeue();
            sum += 1 << next.index();
        }
        return sum;
    }
}

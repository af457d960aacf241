package io.quorate.transport.grpc;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.quorate.testkit.TestRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A deadline and a writer meet at one call, and an answer to an earlier call at the same place, which never counts: the call ends at most
 * once.
 */
@JCStressTest
@Outcome(
        id = "1, 3",
        expect = ACCEPTABLE,
        desc = "The deadline found it waiting; its end is left to who takes it from the queue.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The deadline found it written.")
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "The writer was between the deadline's look and its end.")
@Outcome(expect = FORBIDDEN, desc = "Ended twice, or by the answer to another call.")
@State
public class StreamCallEndStress {

    private static final TestRequest REQUEST = TestRequest.read("key".getBytes(StandardCharsets.US_ASCII));
    private static final int ROOM = 128;

    private final StreamCall place = Objects.requireNonNull(new StreamCalls(1).take());
    private final long staleId;
    private int expiries;
    private int answers;

    /** Creates a call at a place that had one before. */
    public StreamCallEndStress() {
        staleId = place.begin(REQUEST, 1, 1, ROOM);
        place.clear();
        place.publish(place.begin(REQUEST, 2, 1, ROOM));
    }

    /** Writes the call into a frame, and takes the answer to the call that was here before. */
    @Actor
    public void write() {
        final long state = place.state();
        if (StreamCall.stage(state) == StreamCall.WAITING) {
            place.move(state, StreamCall.WRITTEN);
        }
        final long now = place.state();
        if (StreamCall.callId(now) == staleId && StreamCall.isOpen(now) && place.move(now, StreamCall.FREE)) {
            answers++;
        }
    }

    /** Ends the call at its deadline. */
    @Actor
    public void expire() {
        final long state = place.state();
        final int stage = StreamCall.stage(state) == StreamCall.WAITING ? StreamCall.ENDED_IN_QUEUE : StreamCall.FREE;
        if (StreamCall.isOpen(state) && place.move(state, stage)) {
            expiries++;
        }
    }

    /**
     * Looks at what became of it.
     *
     * @param r how often it ended, and its stage
     */
    @Arbiter
    public void end(final II_Result r) {
        r.r1 = expiries + 10 * answers;
        r.r2 = StreamCall.stage(place.state());
    }
}

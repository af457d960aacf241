package io.quorate.load.target;

import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;

/**
 * Does nothing, at once: what is left is the generator itself, whose ceiling this shows.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Allocation.</b> None per operation.
 */
public final class NoOpTarget implements Target {

    /** Creates a target. */
    public NoOpTarget() {}

    @Override
    public Call newCall(final Completion completion) {
        return new NoOpCall(completion);
    }

    /** Ends what it begins. */
    private record NoOpCall(Completion completion) implements Call {

        @Override
        public void begin(final PlannedOperation operation) {
            completion.onDone(Outcome.OK, null);
        }
    }
}

package io.quorate.load.target;

import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;

/**
 * A target that has done every operation by the time it is asked to: under load it shows what the generator itself can do at most.
 *
 * <p><b>Threads.</b> Thread-safe; an operation ends on the thread that begins it. <b>Allocation.</b> None per operation.
 *
 * <p><b>Guarantee.</b> Every operation succeeds, and no get brings a value.
 */
public final class NoOpTarget implements Target {

    /** Creates the target. */
    public NoOpTarget() {}

    @Override
    public Call newCall(final Completion completion) {
        return new NoOpCall(completion);
    }

    private record NoOpCall(Completion completion) implements Call {

        @Override
        public void begin(final PlannedOperation operation) {
            completion.onDone(Outcome.OK, null);
        }
    }
}

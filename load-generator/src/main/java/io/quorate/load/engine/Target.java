package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is put under load.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public interface Target {

    /**
     * Makes a call that the engine uses for one operation after the other.
     *
     * @param completion told how each ended
     * @return the call
     */
    Call newCall(Completion completion);

    /**
     * One operation at a time.
     *
     * <p><b>Threads.</b> Begun by one thread; the next operation begins after the one before has completed. <b>Allocation.</b> None of its own in
     * steady state, so that the generator does not measure its own garbage.
     */
    interface Call {

        /**
         * Begins an operation. Never blocks.
         *
         * @param operation what to do, see {@link PlannedOperation#action()}; not read after this method has returned
         */
        void begin(PlannedOperation operation);
    }

    /** Takes the end of an operation. */
    interface Completion {

        /**
         * What a get has found; called before its {@link #onDone} and on the same thread.
         *
         * @param source holds the value, during the call only
         * @param offset where it starts
         * @param length how many bytes it has
         */
        void onValue(ByteBuffer source, int offset, int length);

        /**
         * The operation has ended; called exactly once per begin, on any thread, possibly before the begin has returned.
         *
         * @param outcome how it ended, never one that {@link Outcome#isCensored is censored}
         * @param message what went wrong, for people; null after a success
         */
        void onDone(Outcome outcome, @Nullable String message);
    }
}

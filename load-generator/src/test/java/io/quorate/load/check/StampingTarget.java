package io.quorate.load.check;

import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.ValueStamp;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Stamps what it writes to another target; and says of some writes that took place that their deadline passed. */
final class StampingTarget implements Target {

    private static final int FAIL_ONE_IN = 50;

    private final Target target;
    private final int run;

    StampingTarget(final Target target, final int run) {
        this.target = target;
        this.run = run;
    }

    @Override
    public Call newCall(final Completion completion) {
        final Liar liar = new Liar(completion);
        final Call call = target.newCall(liar);
        final ValueStamp stamp = new ValueStamp();
        return operation -> {
            if (operation.action() == OperationType.PUT) {
                stamp.write(operation.value(), operation.valueLength(), run, operation.index(), operation.keyIndex());
            }
            liar.begin(operation);
            call.begin(operation);
        };
    }

    /** Threads: one at a time. */
    private static final class Liar implements Completion {

        private final Completion completion;
        private final SplittableRandom random = new SplittableRandom(1);
        private boolean isLie;

        Liar(final Completion completion) {
            this.completion = completion;
        }

        void begin(final PlannedOperation operation) {
            isLie = operation.index() >= 0
                    && operation.action() != OperationType.GET
                    && random.nextInt(FAIL_ONE_IN) == 0;
        }

        @Override
        public void onValue(final ByteBuffer source, final int offset, final int length) {
            completion.onValue(source, offset, length);
        }

        @Override
        public void onDone(final Outcome outcome, final @Nullable String message) {
            completion.onDone(isLie ? Outcome.TIMEOUT : outcome, message);
        }
    }
}

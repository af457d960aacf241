package io.quorate.load.target;

import io.quorate.CallOptions;
import io.quorate.OperationCallback;
import io.quorate.QuorateClient;
import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import io.quorate.load.engine.Target;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;

/**
 * A Quorate client under load, by its callback form.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Allocation.</b> None of its own, except for failures.
 *
 * <p><b>Ownership.</b> The client stays its owner's, who closes it when the load has ended.
 */
public final class QuorateTarget implements Target {

    private final QuorateClient client;
    private final CallOptions options;

    /**
     * Puts a client under load.
     *
     * @param client a connected client
     */
    public QuorateTarget(final QuorateClient client) {
        this.client = client;
        this.options = CallOptions.DEFAULT.withWantPrevious(false);
    }

    @Override
    public Call newCall(final Completion completion) {
        return new QuorateCall(completion);
    }

    /** One operation after the other. */
    private final class QuorateCall implements Call, OperationCallback {

        private final Completion completion;
        private boolean isGet;

        QuorateCall(final Completion completion) {
            this.completion = completion;
        }

        @Override
        public void begin(final PlannedOperation operation) {
            final byte[] key = operation.key();
            switch (operation.action()) {
                case GET -> {
                    isGet = true;
                    client.get(key, 0, key.length, options, this);
                }
                case PUT -> {
                    isGet = false;
                    client.put(key, 0, key.length, operation.value(), 0, operation.valueLength(), options, this);
                }
                case DELETE -> {
                    isGet = false;
                    client.delete(key, 0, key.length, options, this);
                }
                case RMW -> throw new IllegalStateException("a step is a get, a put or a delete");
            }
        }

        @Override
        public void onDecided(final OperationView view) {
            final QuorateException error = view.error();
            if (error != null) {
                completion.onDone(Outcomes.of(error), error.getMessage());
            } else {
                if (isGet && view.exists()) {
                    completion.onValue(view.bytes(), view.valueOffset(), view.valueLength());
                }
                completion.onDone(isGet && !view.exists() ? Outcome.ABSENT : Outcome.OK, null);
            }
        }
    }
}

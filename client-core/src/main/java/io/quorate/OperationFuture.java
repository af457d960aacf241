package io.quorate;

import io.quorate.engine.DecisionHandler;
import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The future of one operation.
 *
 * @param <T> the result
 */
final class OperationFuture<T> extends CallFuture<T> {

    static final DecisionHandler HANDLER = (view, attachment) -> ((OperationFuture<?>) attachment).decided(view);

    private final EngineFace engine;
    private final ResultReader<T> reader;
    private volatile long token;

    OperationFuture(
            final EngineFace engine,
            final ResultReader<T> reader,
            final @Nullable Executor executor,
            final Faults faults) {
        super(executor, faults);
        this.engine = engine;
        this.reader = reader;
    }

    /** Set before anybody but the engine knows this future, so that whoever cancels finds it. */
    void token(final long newToken) {
        token = newToken;
    }

    @Override
    void abort() {
        engine.cancel(token);
    }

    private void decided(final OperationView view) {
        final QuorateException error = view.error();
        if (error != null) {
            fail(error);
            return;
        }
        final T result;
        try {
            result = reader.read(view);
        } catch (final RuntimeException | Error fault) {
            // For example no memory for a large value: the caller must hear of it, or it would wait for ever.
            fail(fault);
            return;
        }
        succeed(result);
    }
}

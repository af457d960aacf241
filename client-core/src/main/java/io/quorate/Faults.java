package io.quorate;

import io.quorate.metrics.ClientListener;
import io.quorate.metrics.ClientMetrics;
import io.quorate.metrics.Counter;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what users' code throws where nobody could catch it: counts, logs and tells it.
 *
 * <p><b>Threads.</b> Any, never blocks.
 */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(QuorateClient.class);

    private final ClientMetrics metrics;
    private final ClientListener listener;

    Faults(final ClientMetrics metrics, final ClientListener listener) {
        this.metrics = metrics;
        this.listener = listener;
    }

    /**
     * Hands a task to an executor, and runs it here when that refuses, so that no result is lost.
     *
     * @param task does nothing the second time, because an executor may throw after it has taken it
     */
    void execute(final Executor executor, final Runnable task) {
        try {
            executor.execute(task);
        } catch (final RuntimeException | Error fault) {
            report("executor", fault);
            task.run();
        }
    }

    void report(final String where, final Throwable fault) {
        metrics.increment(Counter.HANDLER_FAULTS);
        LOG.warn("{} threw; what was decided stays decided", where, fault);
        try {
            listener.onFault(where, fault);
        } catch (final RuntimeException | Error listenerFault) {
            metrics.increment(Counter.LISTENER_FAULTS);
            LOG.warn("listener threw in onFault", listenerFault);
        }
    }

    void warn(final String warning) {
        LOG.warn(warning);
        try {
            listener.onConfigurationWarning(warning);
        } catch (final RuntimeException | Error fault) {
            metrics.increment(Counter.LISTENER_FAULTS);
            LOG.warn("listener threw in onConfigurationWarning", fault);
        }
    }
}

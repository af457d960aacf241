package io.quorate.engine;

import io.quorate.error.QuorateException;
import org.jspecify.annotations.Nullable;

/** Told once how the start of an engine ended. */
@FunctionalInterface
public interface StartHandler {

    /**
     * The start has ended; called on a transport or timer thread, must not block.
     *
     * @param error why there is no cluster to work with, or null when there is
     */
    void onStarted(@Nullable QuorateException error);
}

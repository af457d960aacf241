package io.quorate.load.search;

import io.quorate.load.slo.Observed;

/** Decides whether a load has shown enough. */
@FunctionalInterface
public interface EarlyStop {

    /**
     * Another second of the measured load is over.
     *
     * @param soFar all that has ended since the measured load began
     * @param backlog operations that are due and have not ended, sent or not
     * @return whether to stop
     */
    boolean onSecond(Observed soFar, long backlog);
}

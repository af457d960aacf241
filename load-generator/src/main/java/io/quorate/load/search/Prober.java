package io.quorate.load.search;

import java.time.Duration;

/**
 * Makes the loads that a search asks for.
 *
 * <p><b>Threads.</b> One; calls block until their load has ended. <b>Units.</b> Operations per second, nanoseconds.
 */
public interface Prober {

    /**
     * Makes an open-loop load.
     *
     * @param rate operations per second
     * @param measure how long
     * @param stop asked once a second whether that suffices
     * @return what came of it, with everything that was due by then
     * @throws InterruptedException if the thread is interrupted
     */
    ProbeResult probe(double rate, Duration measure, EarlyStop stop) throws InterruptedException;

    /**
     * Waits until nothing of earlier loads is under way any more, and makes a light load then.
     *
     * @param rate operations per second
     * @param measure how long
     * @return median of the response times, {@link Long#MAX_VALUE} if something is still under way or hardly anything was answered
     * @throws InterruptedException if the thread is interrupted
     */
    long settle(double rate, Duration measure) throws InterruptedException;
}

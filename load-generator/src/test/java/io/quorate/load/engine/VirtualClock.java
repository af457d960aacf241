package io.quorate.load.engine;

import org.agrona.concurrent.NanoClock;

/** Stands still until it is moved. */
final class VirtualClock implements NanoClock {

    private long nowNs;

    @Override
    public long nanoTime() {
        return nowNs;
    }

    void advanceTo(final long newNowNs) {
        nowNs = Math.max(nowNs, newNowNs);
    }
}

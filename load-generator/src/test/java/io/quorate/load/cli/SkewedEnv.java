package io.quorate.load.cli;

import io.quorate.time.Env;
import io.quorate.time.SystemEnv;

/** This machine's environment, but for a wall clock that is wrong by a fixed time. */
final class SkewedEnv implements Env {

    private final SystemEnv right = new SystemEnv("quorate-skewed-timer");
    private final long skewMs;

    SkewedEnv(final long skewMs) {
        this.skewMs = skewMs;
    }

    @Override
    public long nowNs() {
        return right.nowNs();
    }

    @Override
    public long wallMs() {
        return right.wallMs() + skewMs;
    }

    @Override
    public long random() {
        return right.random();
    }

    @Override
    public void wakeAt(final long atNs) {
        right.wakeAt(atNs);
    }

    @Override
    public void start(final Runnable onWake) {
        right.start(onWake);
    }

    @Override
    public void close() {
        right.close();
    }
}

package io.quorate;

import java.util.concurrent.TimeUnit;

/** A client over a scripted engine and a clock that stands. */
final class ClientFixture {

    static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    static final int CONCURRENCY = 4;

    final FakeEngine engine = new FakeEngine();
    final ManualEnv env = new ManualEnv();
    final RecordingListener listener = new RecordingListener(true);
    final Faults faults = new Faults(engine.metrics(), listener);
    final Calls calls = new Calls(engine, env, faults, TIMEOUT_NS, 2, 3, CONCURRENCY);
    final QuorateClient client = new QuorateClient(calls);
    final AsyncQuorateClient async = client.async();
}

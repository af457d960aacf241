package io.quorate;

import io.quorate.engine.EngineConfig;
import io.quorate.metrics.ClientListener;
import io.quorate.time.Env;
import io.quorate.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration.
 *
 * @param engine the engine's part
 * @param transport reaches the nodes
 * @param closeTransport whether the transport is the client's to close
 * @param env clocks and wake-ups, null for the system's
 * @param listener hears events
 * @param batchConcurrency most undecided operations of one batch
 */
record ClientConfig(
        EngineConfig engine,
        Transport transport,
        boolean closeTransport,
        @Nullable Env env,
        ClientListener listener,
        int batchConcurrency) {}

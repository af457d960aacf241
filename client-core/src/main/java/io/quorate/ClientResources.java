package io.quorate;

import io.quorate.time.Env;
import io.quorate.transport.Transport;

/**
 * What a client closes when it is closed.
 *
 * @param engine first, so that what is undecided can still be answered
 * @param transport second
 * @param closeTransport whether the transport is the client's to close
 * @param env last: the deadlines of the others run on it
 */
record ClientResources(EngineFace engine, Transport transport, boolean closeTransport, Env env) {

    void close(final long drainNs) {
        try {
            engine.close(drainNs);
        } finally {
            try {
                if (closeTransport) {
                    transport.close();
                }
            } finally {
                env.close();
            }
        }
    }
}

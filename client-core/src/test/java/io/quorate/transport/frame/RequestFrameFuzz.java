package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Fuzz target: any bytes are refused, or are requests that can be written and read again. */
public final class RequestFrameFuzz {
    private RequestFrameFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(final byte[] data) {
        final Frames.Outcome outcome = Frames.readRequests(ByteBuffer.wrap(data));
        if (!outcome.isRefused()) {
            final List<RequestEntry> entries = new ArrayList<>();
            outcome.entries().forEach(entry -> entries.add((RequestEntry) entry));
            assertEquals(outcome, Frames.readRequests(RequestEntry.frame(entries)));
        }
    }
}

package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Fuzz target: any bytes are refused, or are replies that can be written and read again. */
public final class ReplyFrameFuzz {
    private static final char REPLACEMENT = '\uFFFD';

    private ReplyFrameFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(final byte[] data) {
        final Frames.Outcome outcome = Frames.readReplies(ByteBuffer.wrap(data));
        if (outcome.isRefused() || outcome.entries().isEmpty()) {
            return;
        }
        final List<ReplyEntry> entries = new ArrayList<>();
        for (final Object shown : outcome.entries()) {
            final ReplyEntry entry = (ReplyEntry) shown;
            // A text that is no UTF-8, or longer than a writer's, is not written as it was read.
            final boolean strange =
                    entry.detail().indexOf(REPLACEMENT) >= 0 || entry.length() > ReplyFrameWriter.MAX_BARE_ENTRY_BYTES;
            entries.add(
                    entry.kind() == FrameFormat.KIND_FAILURE && strange
                            ? ReplyEntry.failure(entry.sender(), entry.callId(), entry.fate(), entry.code(), "")
                            : entry);
        }
        assertEquals(
                new Frames.Outcome(entries, null),
                Frames.readReplies(ReplyEntry.frame(entries.get(0).sender(), entries)));
    }
}

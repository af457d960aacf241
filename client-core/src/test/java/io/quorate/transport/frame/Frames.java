package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What tests of frames share: frames among other bytes, and what becomes of any bytes that are read as a frame. */
final class Frames {
    static final int PADDING_BYTES = 3;

    private static final byte[] POISONS = {1, -1};
    private static final int MARGIN_BYTES = 64;

    private Frames() {}

    /** How reading ended: every entry that was shown, then the end or a refusal. */
    record Outcome(List<?> entries, String refusal) {
        boolean isRefused() {
            return refusal != null;
        }
    }

    static Outcome readRequests(final ByteBuffer frame) {
        return readAnywhere(frame, (buffer, at, length) -> {
            final RequestFrameReader reader = new RequestFrameReader();
            final List<Object> shown = new ArrayList<>();
            try {
                RequestEntry.readFrame(reader, buffer, at, length, shown);
                return new Outcome(shown, null);
            } catch (final FrameFormatException e) {
                assertStaysRefused(reader);
                return new Outcome(shown, e.getMessage());
            }
        });
    }

    static Outcome readReplies(final ByteBuffer frame) {
        return readAnywhere(frame, (buffer, at, length) -> {
            final ReplyFrameReader reader = new ReplyFrameReader();
            final List<Object> shown = new ArrayList<>();
            try {
                ReplyEntry.readFrame(reader, buffer, at, length, shown);
                return new Outcome(shown, null);
            } catch (final FrameFormatException e) {
                assertStaysRefused(reader);
                return new Outcome(shown, e.getMessage());
            }
        });
    }

    private static void assertStaysRefused(final FrameReader reader) {
        try {
            reader.callId();
            throw new AssertionError("shows an entry of a frame that was refused");
        } catch (final IndexOutOfBoundsException e) {
            // There is no entry.
        }
        try {
            reader.next();
            throw new AssertionError("reads on in a frame that was refused");
        } catch (final FrameFormatException e) {
            assertEquals("the frame was refused before", e.getMessage());
        }
    }

    private interface Reading {
        Outcome read(ByteBuffer buffer, int at, int length);
    }

    /** Reads a frame among bytes of several kinds, behind which the buffer ends or goes on; nothing of that may change anything. */
    private static Outcome readAnywhere(final ByteBuffer frame, final Reading reading) {
        final int length = frame.limit();
        Outcome first = null;
        for (final byte poison : POISONS) {
            final ByteBuffer among = ByteBuffer.allocate(MARGIN_BYTES + length + MARGIN_BYTES);
            while (among.hasRemaining()) {
                among.put(poison);
            }
            among.put(MARGIN_BYTES, frame, 0, length);
            final Outcome open = reading.read(among, MARGIN_BYTES, length);
            final Outcome closed = reading.read(among.limit(MARGIN_BYTES + length), MARGIN_BYTES, length);
            assertEquals(open, closed, "what is behind the frame is read");
            if (first != null) {
                assertEquals(first, open, "what is around the frame is read");
            }
            first = open;
        }
        return first;
    }

    static void checkInside(final int at, final int length, final int frameAt, final int frameLength) {
        assertTrue(
                length >= 0 && at >= frameAt && at <= frameAt + frameLength - length,
                () -> length + " bytes at " + at + " are not in a frame of " + frameLength + " at " + frameAt);
    }

    static ByteBuffer copy(final ByteBuffer from, final int at, final int length) {
        final byte[] copy = new byte[length];
        from.get(at, copy);
        return ByteBuffer.wrap(copy);
    }

    static byte[] bytes(final ByteBuffer buffer) {
        final byte[] bytes = new byte[buffer.limit()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** Key and value among other bytes, in a buffer whose position means nothing. */
    static ByteBuffer padded(final boolean direct, final ByteBuffer key, final ByteBuffer value) {
        final int length = 3 * PADDING_BYTES + key.remaining() + value.remaining();
        final ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            bytes.put((byte) '#');
        }
        bytes.put(PADDING_BYTES, key, key.position(), key.remaining());
        bytes.put(2 * PADDING_BYTES + key.remaining(), value, value.position(), value.remaining());
        return bytes;
    }
}

package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.frame.FrameArbitraries.ReplyFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is written is read back, wherever it stands; whatever is not a frame is refused, or read without looking elsewhere. */
class FramePropertyTest {
    private static final int LONGEST = 2_048;
    private static final int SHORT = 20;
    private static final byte UNTOUCHED = 0x5A;

    @Property
    void shouldReadBackRequestsWhenWrittenAnywhere(
            @ForAll("requests") final List<RequestEntry> requests,
            @ForAll @IntRange(max = 100) final int offset,
            @ForAll final boolean direct,
            @ForAll final boolean bigEndian) {
        final int length = RequestEntry.frame(requests).limit();
        final ByteBuffer buffer = buffer(offset + length + 9, direct, bigEndian);

        assertEquals(length, RequestEntry.writeFrame(requests, buffer, offset, direct));

        assertOnlyWritten(buffer, offset, length, bigEndian);
        assertEquals(requests, RequestEntry.readFrame(new RequestFrameReader(), buffer, offset, length));
        assertEquals(
                requests, RequestEntry.readFrame(new RequestFrameReader(), buffer.asReadOnlyBuffer(), offset, length));
        assertEquals(RequestEntry.frame(requests), Frames.copy(buffer, offset, length));
    }

    @Property
    void shouldReadBackRepliesWhenWrittenAnywhere(
            @ForAll("replies") final ReplyFrame replies,
            @ForAll @IntRange(max = 100) final int offset,
            @ForAll final boolean direct,
            @ForAll final boolean bigEndian) {
        final int length = replies.bytes().limit();
        final ByteBuffer buffer = buffer(offset + length + 9, direct, bigEndian);

        assertEquals(length, ReplyEntry.writeFrame(replies.sender(), replies.entries(), buffer, offset, direct));

        assertOnlyWritten(buffer, offset, length, bigEndian);
        assertEquals(replies.entries(), ReplyEntry.readFrame(new ReplyFrameReader(), buffer, offset, length));
    }

    @Property
    void shouldCutTimeoutsWhenTheFieldCannotSayThem(@ForAll final long timeoutUs) {
        final ByteBuffer entry = ByteBuffer.allocate(FrameFormat.REQUEST_HEADER_BYTES);

        RequestFrameWriter.timeout(entry, 0, timeoutUs);

        final long read = Integer.toUnsignedLong(FrameFormat.getInt(entry, FrameFormat.REQUEST_TIMEOUT_US));
        assertEquals(Math.min(Math.max(timeoutUs, 0), FrameFormat.TIMEOUT_MAX_US), read);
        FrameFormat.putInt(entry, FrameFormat.REQUEST_TIMEOUT_US, 0);
        assertEquals(ByteBuffer.allocate(FrameFormat.REQUEST_HEADER_BYTES), entry, "nothing else is written");
    }

    @Property(tries = 10)
    void shouldRefuseRequestsWhenCutAnywhere(@ForAll("shortRequests") final List<RequestEntry> requests) {
        final ByteBuffer frame = RequestEntry.frame(requests);
        for (int length = 0; length < frame.limit(); length++) {
            assertRefused(RequestEntry.class, frame, length);
        }
    }

    @Property(tries = 10)
    void shouldRefuseRepliesWhenCutAnywhere(@ForAll("shortReplies") final ReplyFrame replies) {
        final ByteBuffer frame = replies.bytes();
        for (int length = 0; length < frame.limit(); length++) {
            assertRefused(ReplyEntry.class, frame, length);
        }
    }

    @Property
    void shouldStayInsideWhenAByteOfRequestsIsDamaged(
            @ForAll("shortRequests") final List<RequestEntry> requests,
            @ForAll final int where,
            @ForAll final byte damage) {
        final ByteBuffer frame = damaged(RequestEntry.frame(requests), where, damage);
        assertRefusedOrComplete(requests, Frames.readRequests(frame));
    }

    @Property
    void shouldStayInsideWhenAByteOfRepliesIsDamaged(
            @ForAll("shortReplies") final ReplyFrame replies, @ForAll final int where, @ForAll final byte damage) {
        final ByteBuffer frame = damaged(replies.bytes(), where, damage);
        assertRefusedOrComplete(replies.entries(), Frames.readReplies(frame));
    }

    @Property
    void shouldStayInsideWhenBytesAreRandom(@ForAll final byte[] bytes, @ForAll final boolean replies) {
        if (bytes.length > FrameFormat.FRAME_COUNT + 3) {
            // With a right header the input gets further, on most tries.
            final int headerBytes =
                    replies ? FrameFormat.REPLY_FRAME_HEADER_BYTES : FrameFormat.REQUEST_FRAME_HEADER_BYTES;
            FrameHeaders.begin(
                    ByteBuffer.wrap(bytes),
                    0,
                    replies ? FrameFormat.TYPE_REPLIES : FrameFormat.TYPE_REQUESTS,
                    Math.max(0, bytes.length - headerBytes) / FrameFormat.ENTRY_MIN_BYTES);
        }
        final ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (replies) {
            Frames.readReplies(frame);
        } else {
            Frames.readRequests(frame);
        }
    }

    @Provide
    Arbitrary<List<RequestEntry>> requests() {
        return FrameArbitraries.requests(LONGEST);
    }

    @Provide
    Arbitrary<List<RequestEntry>> shortRequests() {
        return FrameArbitraries.requests(SHORT);
    }

    @Provide
    Arbitrary<ReplyFrame> replies() {
        return FrameArbitraries.replies(LONGEST);
    }

    @Provide
    Arbitrary<ReplyFrame> shortReplies() {
        return FrameArbitraries.replies(SHORT);
    }

    /** Lengths and counts add up exactly, so that a damaged frame cannot lose or win entries and be accepted. */
    private static void assertRefusedOrComplete(final List<?> entries, final Frames.Outcome outcome) {
        assertTrue(outcome.isRefused() || outcome.entries().size() == entries.size(), outcome::toString);
    }

    private static void assertRefused(final Class<?> entries, final ByteBuffer frame, final int length) {
        final ByteBuffer cut = frame.duplicate().limit(length);
        final Frames.Outcome outcome =
                entries == RequestEntry.class ? Frames.readRequests(cut) : Frames.readReplies(cut);
        assertTrue(outcome.isRefused(), () -> "accepted when cut to " + length + " of " + frame.limit());
    }

    private static ByteBuffer damaged(final ByteBuffer frame, final int where, final byte damage) {
        return frame.put(Math.floorMod(where, frame.limit()), damage);
    }

    private static ByteBuffer buffer(final int length, final boolean direct, final boolean bigEndian) {
        final ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            buffer.put(UNTOUCHED);
        }
        return buffer.position(1).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertOnlyWritten(
            final ByteBuffer buffer, final int offset, final int length, final boolean bigEndian) {
        assertEquals(1, buffer.position());
        assertEquals(buffer.capacity(), buffer.limit());
        assertEquals(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, buffer.order());
        for (int i = 0; i < buffer.limit(); i++) {
            if (i < offset || i >= offset + length) {
                assertEquals(UNTOUCHED, buffer.get(i), "a byte outside of the frame was written");
            }
        }
    }
}

package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of replies at the limits of the format, and what is not one. */
class ReplyFrameTest {
    private static final ReplyEntry.Sender SENDER = new ReplyEntry.Sender(7, 8, new UUID(9, 10));
    private static final int HEADER = FrameFormat.REPLY_FRAME_HEADER_BYTES;
    private static final int LARGEST_READ = FrameFormat.MAX_ENTRY_BYTES - FrameFormat.READ_REPLY_HEADER_BYTES;
    private static final int LARGEST_STORE = FrameFormat.MAX_ENTRY_BYTES - FrameFormat.STORE_REPLY_HEADER_BYTES;

    private final ReplyFrameReader reader = new ReplyFrameReader();

    @Test
    void shouldReadEntriesWhenTheyAreAsLargeAsCanBe() {
        final List<ReplyEntry> entries = List.of(read(LARGEST_READ), store(LARGEST_STORE - HEADER));
        final ByteBuffer frame = ReplyEntry.frame(SENDER, entries);

        assertEquals(FrameFormat.MAX_FRAME_BYTES, frame.limit());
        assertEquals(entries, read(frame));
    }

    @Test
    void shouldRefuseReadWhenItIsLargerEvenIfItIsAlone() {
        final ByteBuffer frame = ReplyEntry.frame(SENDER, List.of(read(LARGEST_READ + 1)));

        assertRefused(frame, "an entry of kind 1 has 32769 bytes: it may have 32768");
    }

    @Test
    void shouldRefuseFailureWhenItsTextIsEndless() {
        final ByteBuffer frame = ReplyEntry.frame(SENDER, List.of(read(LARGEST_READ + 1)));
        frame.put(HEADER + FrameFormat.ENTRY_KIND, FrameFormat.KIND_FAILURE);
        frame.put(HEADER + FrameFormat.FAILURE_FATE, (byte) ReplicaListener.REFUSED);

        assertRefused(frame, "an entry of kind 64 has 32769 bytes: it may have 32768");
    }

    @Test
    void shouldReadStoreOfAnySizeWhenItIsAlone() {
        final List<ReplyEntry> entries = List.of(store(FrameFormat.MAX_FRAME_BYTES * 3));

        assertEquals(entries, read(ReplyEntry.frame(SENDER, entries)));
    }

    @Test
    void shouldRefuseStoreWhenItIsLargerAndNotAlone() {
        final ReplyEntry large = store(LARGEST_STORE + 1);

        assertRefused(
                ReplyEntry.frame(SENDER, List.of(large, ReplyEntry.tooLarge(SENDER, 1))),
                "an entry of 32769 bytes where 32785 are left: it must have 16 to 32768");
        assertRefused(
                ReplyEntry.frame(SENDER, List.of(store(FrameFormat.MAX_FRAME_BYTES), large)),
                "a frame of " + (HEADER + 48 + 65536 + 32769) + " bytes: it may have 65536");
    }

    @Test
    void shouldTellLengthByResult() {
        assertEquals(32 + 5, ReplyFrameWriter.entryLength(read(5).reply(false)));
        assertEquals(48 + 5, ReplyFrameWriter.entryLength(store(5).reply(false)));
        for (int result = ReplicaReply.ABSENT; result <= ReplicaReply.EQUAL; result++) {
            final ReplyEntry entry = ReplyEntry.store(SENDER, 1, result, 2, 3, -1, 0, 0, ByteBuffer.allocate(0));
            assertEquals(result >= ReplicaReply.STORED ? 48 : 32, ReplyFrameWriter.entryLength(entry.reply(false)));
        }
    }

    @Test
    void shouldHaveRoomForEveryBareEntry() {
        final ByteBuffer bare = ByteBuffer.allocate(ReplyFrameWriter.MAX_BARE_ENTRY_BYTES);

        assertEquals(
                ReplyFrameWriter.MAX_BARE_ENTRY_BYTES,
                ReplyFrameWriter.failure(1, ReplicaListener.REFUSED, 2, "x".repeat(5_000), bare, 0));
        assertEquals(48, ReplyFrameWriter.entry(store(0).reply(false), 1, bare, 0));
    }

    @Test
    void shouldNotTellPreviousStateWhenReplyIsToARead() {
        final ReplyEntry strange =
                ReplyEntry.store(SENDER, 1, ReplicaReply.VALUE, 2, 3, ReplicaReply.VALUE, 4, 5, ByteBuffer.allocate(1));

        assertEquals(List.of(read(1)), read(ReplyEntry.frame(SENDER, List.of(strange))));
    }

    @Test
    void shouldCutTextBetweenCharacters() {
        final String longText = "x".repeat(ReplyFrameWriter.MAX_DETAIL_BYTES - 1);

        assertEquals(longText + "x", detailOf(longText + "xy"));
        assertEquals(longText + "x", detailOf(longText + "x"));
        assertEquals(longText, detailOf(longText + "é"));
        assertEquals(longText, detailOf(longText + "\uD83D\uDE00"));
        assertEquals(longText.substring(2), detailOf(longText.substring(2) + "\uD83D\uDE00"));
        assertEquals(longText.substring(3) + "\uD83D\uDE00", detailOf(longText.substring(3) + "\uD83D\uDE00"));
        assertEquals("", detailOf(null));
        assertEquals("", detailOf(""));
    }

    @Test
    void shouldReadTextWhenItIsNoUtf8() {
        final ByteBuffer frame =
                ReplyEntry.frame(SENDER, List.of(ReplyEntry.failure(SENDER, 1, ReplicaListener.REFUSED, 3, "abc")));
        frame.put(frame.limit() - 1, (byte) 0xFF);

        assertTrue(reader.wrap(frame, 0, frame.limit()).next());
        assertEquals("ab\uFFFD", reader.detail());
    }

    @Test
    void shouldOverwriteWhatWasInTheBuffer() {
        final List<ReplyEntry> entries = List.of(
                read(3),
                store(3),
                ReplyEntry.tooLarge(SENDER, 1),
                ReplyEntry.failure(SENDER, 1, ReplicaListener.OVERLOADED, 0xFFFF, "no room"));
        final ByteBuffer frame = ReplyEntry.frame(SENDER, entries);
        final ByteBuffer dirty = ByteBuffer.allocate(frame.limit());
        while (dirty.hasRemaining()) {
            dirty.put((byte) -1);
        }

        ReplyEntry.writeFrame(SENDER, entries, dirty, 0, false);

        assertEquals(frame, dirty.rewind());
    }

    @Test
    void shouldTellKindsApart() {
        final ByteBuffer frame = ReplyEntry.frame(
                SENDER,
                List.of(
                        read(0),
                        ReplyEntry.tooLarge(SENDER, 2),
                        ReplyEntry.failure(SENDER, 3, ReplicaListener.MAYBE_APPLIED, 4, "")));
        reader.wrap(frame, 0, frame.limit());

        assertTrue(reader.next());
        assertFalse(reader.isFailure());
        assertFalse(reader.isTooLarge());
        assertTrue(reader.next());
        assertFalse(reader.isFailure());
        assertTrue(reader.isTooLarge());
        assertThrows(IndexOutOfBoundsException.class, reader::timestamp);
        assertThrows(IndexOutOfBoundsException.class, reader::writerId);
        assertEquals(ReplicaReply.PREVIOUS_UNKNOWN, reader.previous());
        assertTrue(reader.next());
        assertTrue(reader.isFailure());
        assertFalse(reader.isTooLarge());
        assertThrows(IndexOutOfBoundsException.class, reader::timestamp);
        assertEquals("", reader.detail());
    }

    @ParameterizedTest
    @ValueSource(ints = {-128, -1, 6, 63, 66, 127})
    void shouldRefuseReplyWhenItsKindIsUnknown(final int kind) {
        final ByteBuffer frame = ReplyEntry.frame(SENDER, List.of(read(30)));
        frame.put(HEADER + FrameFormat.ENTRY_KIND, (byte) kind);

        assertRefused(frame, "a reply of kind " + kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {-128, -2, 3, 127})
    void shouldRefuseStoreWhenItsPreviousStateIsUnknown(final int previous) {
        final ByteBuffer frame = ReplyEntry.frame(SENDER, List.of(store(3)));
        frame.put(HEADER + FrameFormat.REPLY_PREVIOUS, (byte) previous);

        assertRefused(frame, "a reply tells a previous state " + previous);
    }

    /** That nothing was sent is not for the node to tell. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, ReplicaListener.NOT_SENT, 6, 127})
    void shouldRefuseFailureWhenItsFateIsUnknown(final int fate) {
        final ByteBuffer frame = ReplyEntry.frame(SENDER, List.of(ReplyEntry.failure(SENDER, 1, fate, 2, "x")));

        assertRefused(frame, "a failure tells a fate " + fate);
    }

    @Test
    void shouldRefuseEntryWhenItIsTooShortForItsKind() {
        final ByteBuffer read = ReplyEntry.frame(SENDER, List.of(read(0)));
        read.put(HEADER + FrameFormat.ENTRY_KIND, (byte) ReplicaReply.STORED);
        assertRefused(read, "an entry of kind 3 has 32 bytes and needs 48");

        final ByteBuffer bare = ReplyEntry.frame(SENDER, List.of(ReplyEntry.tooLarge(SENDER, 1)));
        bare.put(HEADER + FrameFormat.ENTRY_KIND, (byte) ReplicaReply.ABSENT);
        assertRefused(bare, "an entry of kind 0 has 16 bytes and needs 32");
    }

    @Test
    void shouldReadFramesOneAfterTheOther() {
        final List<ReplyEntry> first = List.of(read(1), store(2));
        final ReplyEntry.Sender other = new ReplyEntry.Sender(-1, -2, new UUID(-3, -4));
        final List<ReplyEntry> second = List.of(ReplyEntry.tooLarge(other, 4));
        assertEquals(first, read(ReplyEntry.frame(SENDER, first)));

        assertEquals(second, read(ReplyEntry.frame(other, second)));
    }

    private static String detailOf(final String detail) {
        final ByteBuffer frame = ByteBuffer.allocate(HEADER + ReplyFrameWriter.MAX_BARE_ENTRY_BYTES);
        ReplyFrameWriter.header(frame, 0, 1, 2, 3, 4, 5);
        final int length = HEADER + ReplyFrameWriter.failure(1, ReplicaListener.REFUSED, 2, detail, frame, HEADER);
        final ReplyFrameReader reader = new ReplyFrameReader().wrap(frame, 0, length);
        assertTrue(reader.next());
        assertEquals(
                reader.detail().getBytes(StandardCharsets.UTF_8).length,
                length - HEADER - FrameFormat.FAILURE_HEADER_BYTES);
        return reader.detail();
    }

    private static ReplyEntry read(final int valueLength) {
        return ReplyEntry.read(SENDER, 1, ReplicaReply.VALUE, 2, 3, ByteBuffer.allocate(valueLength));
    }

    private static ReplyEntry store(final int valueLength) {
        return ReplyEntry.store(
                SENDER,
                1,
                ReplicaReply.KEPT_NEWER,
                2,
                3,
                ReplicaReply.TOMBSTONE,
                4,
                5,
                ByteBuffer.allocate(valueLength));
    }

    private List<ReplyEntry> read(final ByteBuffer frame) {
        return ReplyEntry.readFrame(reader, frame, 0, frame.limit());
    }

    private void assertRefused(final ByteBuffer frame, final String message) {
        assertEquals(
                message,
                assertThrows(FrameFormatException.class, () -> read(frame)).getMessage());
    }
}

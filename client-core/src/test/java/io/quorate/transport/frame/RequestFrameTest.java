package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of requests at the limits of the format, and what is not one. */
class RequestFrameTest {
    private static final int LARGEST_VALUE = FrameFormat.MAX_ENTRY_BYTES - FrameFormat.REQUEST_HEADER_BYTES - 1;
    private static final int HEADER = FrameFormat.REQUEST_FRAME_HEADER_BYTES;

    private final RequestFrameReader reader = new RequestFrameReader();

    @Test
    void shouldReadEntryWhenItIsAsLargeAsCanBe() {
        final List<RequestEntry> entries = List.of(RequestEntry.of(ReplicaRequest.STORE, 1, LARGEST_VALUE));
        final ByteBuffer frame = RequestEntry.frame(entries);

        assertEquals(HEADER + FrameFormat.MAX_ENTRY_BYTES, frame.limit());
        assertEquals(entries, RequestEntry.readFrame(reader, frame, 0, frame.limit()));
    }

    @Test
    void shouldRefuseEntryWhenItIsLarger() {
        final ByteBuffer frame =
                RequestEntry.frame(List.of(RequestEntry.of(ReplicaRequest.STORE, 1, LARGEST_VALUE + 1)));

        assertRefused(frame, "an entry of 32769 bytes where 32769 are left: it must have 16 to 32768");
    }

    @Test
    void shouldReadFrameWhenItIsAsLargeAsCanBe() {
        final List<RequestEntry> entries = List.of(
                RequestEntry.of(ReplicaRequest.STORE, 1, LARGEST_VALUE),
                RequestEntry.of(ReplicaRequest.STORE, 1, LARGEST_VALUE - HEADER));
        final ByteBuffer frame = RequestEntry.frame(entries);

        assertEquals(FrameFormat.MAX_FRAME_BYTES, frame.limit());
        assertEquals(entries, RequestEntry.readFrame(reader, frame, 0, frame.limit()));
    }

    @Test
    void shouldRefuseFrameWhenItIsLarger() {
        final ByteBuffer frame = RequestEntry.frame(List.of(
                RequestEntry.of(ReplicaRequest.STORE, 1, LARGEST_VALUE),
                RequestEntry.of(ReplicaRequest.STORE, 1, LARGEST_VALUE - HEADER + 1)));

        assertRefused(frame, "a frame of 65537 bytes: it may have 65536");
        assertRefused(
                RequestEntry.frame(List.of(RequestEntry.of(ReplicaRequest.STORE, 0, FrameFormat.MAX_FRAME_BYTES))),
                "a frame of 65600 bytes: it may have 65536");
    }

    @Test
    void shouldTellLengthWhenRequestFits() {
        final RequestEntry entry = RequestEntry.of(ReplicaRequest.STORE, 3, 4);

        assertEquals(63, RequestFrameWriter.entryLength(entry.request(false)));
        assertEquals(
                56,
                RequestFrameWriter.entryLength(
                        RequestEntry.of(ReplicaRequest.RING_STATE, 0, 0).request(false)));
        assertEquals(63, RequestFrameWriter.entryLength(entry.withFlags(0xFF).request(false)));
    }

    @Test
    void shouldNotTakeRequestWhenAnEntryCannotTellIt() {
        final RequestEntry entry = RequestEntry.of(ReplicaRequest.STORE, 3, 4);

        assertEquals(
                Long.MAX_VALUE,
                RequestFrameWriter.entryLength(entry.withFlags(0x100).request(false)));
        assertEquals(
                Long.MAX_VALUE,
                RequestFrameWriter.entryLength(entry.withFlags(-1).request(false)));
        assertEquals(
                Long.MAX_VALUE,
                RequestFrameWriter.entryLength(
                        RequestEntry.of(FrameFormat.KIND_CANCEL, 3, 4).request(false)));
        assertTrue(RequestFrameWriter.entryLength(
                        RequestEntry.of(ReplicaRequest.READ, 0x10000, 0).request(false))
                > FrameFormat.MAX_ENTRY_BYTES);
    }

    @Test
    void shouldTellLongestTimeoutWhenNoneWasSet() {
        final ByteBuffer frame = ByteBuffer.allocate(HEADER + FrameFormat.REQUEST_HEADER_BYTES);
        RequestFrameWriter.header(frame, 0, 1);
        RequestFrameWriter.entry(
                RequestEntry.of(ReplicaRequest.RING_STATE, 0, 0).request(false), 1, frame, HEADER);

        assertTrue(reader.wrap(frame, 0, frame.limit()).next());
        assertEquals(FrameFormat.TIMEOUT_MAX_US, reader.timeoutUs());
    }

    @Test
    void shouldOverwriteWhatWasInTheBuffer() {
        final ByteBuffer frame = ByteBuffer.allocate(HEADER + FrameFormat.ENTRY_MIN_BYTES);
        while (frame.hasRemaining()) {
            frame.put((byte) -1);
        }
        RequestFrameWriter.header(frame, 0, 1);
        RequestFrameWriter.cancel(5, frame, HEADER);

        assertEquals(RequestEntry.frame(List.of(RequestEntry.cancel(5))), frame.rewind());
    }

    @Test
    void shouldReadNothingWhenFrameHasNoEntries() {
        final ByteBuffer frame = RequestEntry.frame(List.of());

        assertFalse(reader.wrap(frame, 0, HEADER).next());
        assertFalse(reader.next(), "and again");
    }

    @Test
    void shouldRefuseToReadWhenNothingWasWrapped() {
        assertFalse(reader.next());
        assertThrows(IndexOutOfBoundsException.class, reader::callId);
    }

    @Test
    void shouldShowNothingWhenBeforeTheFirstEntry() {
        final ByteBuffer frame = RequestEntry.frame(List.of(RequestEntry.of(ReplicaRequest.STORE, 3, 4)));
        reader.wrap(frame, 0, frame.limit());
        assertTrue(reader.next());

        reader.wrap(frame, 0, frame.limit());

        assertThrows(IndexOutOfBoundsException.class, reader::callId);
        assertThrows(IndexOutOfBoundsException.class, reader::kind);
    }

    @Test
    void shouldNotShowNeighboursWhenEntryIsACancel() {
        final ByteBuffer frame =
                RequestEntry.frame(List.of(RequestEntry.cancel(1), RequestEntry.of(ReplicaRequest.STORE, 3, 4)));
        assertTrue(reader.wrap(frame, 0, frame.limit()).next());

        assertTrue(reader.isCancel());
        assertThrows(IndexOutOfBoundsException.class, reader::timeoutUs);
        assertThrows(IndexOutOfBoundsException.class, reader::ringEpoch);
        assertThrows(IndexOutOfBoundsException.class, reader::requestId);
    }

    @Test
    void shouldReadOnWhenCancelIsLongerThanKnown() {
        final ByteBuffer frame = ByteBuffer.allocate(HEADER + FrameFormat.ENTRY_MIN_BYTES + 1);
        RequestFrameWriter.header(frame, 0, 1);
        RequestFrameWriter.cancel(5, frame, HEADER);
        FrameFormat.putInt(frame, HEADER, FrameFormat.ENTRY_MIN_BYTES + 1);

        assertEquals(List.of(RequestEntry.cancel(5)), RequestEntry.readFrame(reader, frame, 0, frame.limit()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 127, 128, 255})
    void shouldRefuseFrameWhenVersionIsUnknown(final int version) {
        final ByteBuffer frame = RequestEntry.frame(List.of());
        frame.put(FrameFormat.FRAME_VERSION, (byte) version);

        final FrameFormatException thrown = assertRefused(frame, "a frame of version " + version + ": known is 1");

        assertTrue(thrown.isUnknownVersion());
    }

    @Test
    void shouldRefuseFrameWhenItIsOneOfReplies() {
        final ByteBuffer frame = RequestEntry.frame(List.of());
        frame.put(FrameFormat.FRAME_TYPE, FrameFormat.TYPE_REPLIES);

        final FrameFormatException thrown = assertRefused(frame, "a frame of type 2 where type 1 belongs");

        assertFalse(thrown.isUnknownVersion());
    }

    @Test
    void shouldIgnoreReservedBytes() {
        final List<RequestEntry> entries = List.of(RequestEntry.of(ReplicaRequest.STORE, 3, 4));
        final ByteBuffer frame = RequestEntry.frame(entries);
        FrameFormat.putShort(frame, FrameFormat.FRAME_RESERVED, -1);
        FrameFormat.putInt(frame, HEADER + FrameFormat.REQUEST_RESERVED, -1);

        assertEquals(entries, RequestEntry.readFrame(reader, frame, 0, frame.limit()));
    }

    @Test
    void shouldRefuseFrameWhenItClaimsMoreEntriesThanFit() {
        final ByteBuffer frame = RequestEntry.frame(List.of(RequestEntry.cancel(1), RequestEntry.cancel(2)));

        FrameFormat.putInt(frame, FrameFormat.FRAME_COUNT, 3);
        assertRefused(frame, "a frame of 40 bytes claims 3 entries");
        FrameFormat.putInt(frame, FrameFormat.FRAME_COUNT, -1);
        assertRefused(frame, "a frame of 40 bytes claims 4294967295 entries");
        FrameFormat.putInt(frame, FrameFormat.FRAME_COUNT, 1);
        assertRefused(frame, "16 bytes behind the last entry");
    }

    @Test
    void shouldRefuseFrameWhenItHasNoWholeHeaderOrIsNotInTheBuffer() {
        final ByteBuffer frame = RequestEntry.frame(List.of(RequestEntry.cancel(1)));
        final String refusal = "a frame of %d bytes: its header has 8";

        assertRefused(frame, 0, HEADER - 1, String.format(refusal, HEADER - 1));
        assertRefused(frame, 0, -1, String.format(refusal, -1));
        assertRefused(frame, -1, frame.limit(), String.format(refusal, frame.limit()));
        assertRefused(frame, 1, frame.limit(), String.format(refusal, frame.limit()));
        assertRefused(frame, Integer.MAX_VALUE, frame.limit(), String.format(refusal, frame.limit()));
        assertRefused(frame, 0, Integer.MAX_VALUE, String.format(refusal, Integer.MAX_VALUE));
    }

    @Test
    void shouldRefuseEntryWhenItsLengthIsWrong() {
        final ByteBuffer frame =
                RequestEntry.frame(List.of(RequestEntry.of(ReplicaRequest.STORE, 3, 4), RequestEntry.cancel(1)));
        final String refusal = "an entry of %d bytes where 79 are left: it must have 16 to 32768";

        FrameFormat.putInt(frame, HEADER, 15);
        assertRefused(frame, String.format(refusal, 15));
        FrameFormat.putInt(frame, HEADER, 80);
        assertRefused(frame, String.format(refusal, 80));
        FrameFormat.putInt(frame, HEADER, Integer.MIN_VALUE);
        assertRefused(frame, String.format(refusal, 0x8000_0000L));
        FrameFormat.putInt(frame, HEADER, 79);
        assertRefused(frame, "an entry of 0 bytes where 0 are left: it must have 16 to 32768");
        FrameFormat.putInt(frame, HEADER, 55);
        assertRefused(frame, "an entry of kind 3 has 55 bytes and needs 56");
        FrameFormat.putInt(frame, HEADER, 58);
        assertRefused(frame, "an entry of kind 3 has 58 bytes and needs 59");
    }

    @Test
    void shouldReadEntryWhenItHasNoValue() {
        final List<RequestEntry> entries =
                List.of(RequestEntry.of(ReplicaRequest.READ, 3, 0), RequestEntry.of(ReplicaRequest.RING_STATE, 0, 0));
        final ByteBuffer frame = RequestEntry.frame(entries);

        assertEquals(entries, RequestEntry.readFrame(reader, frame, 0, frame.limit()));
    }

    @Test
    void shouldShowEntriesBeforeAMalformedOneAndNothingBehindIt() {
        final RequestEntry good = RequestEntry.of(ReplicaRequest.READ, 3, 0);
        final ByteBuffer frame = RequestEntry.frame(List.of(good, RequestEntry.cancel(1), good));
        FrameFormat.putInt(frame, HEADER + good.length(), 3);

        assertTrue(reader.wrap(frame, 0, frame.limit()).next());
        assertEquals(good, RequestEntry.read(reader));
        assertThrows(FrameFormatException.class, reader::next);
        assertThrows(IndexOutOfBoundsException.class, reader::callId);
        assertEquals(
                "the frame was refused before",
                assertThrows(FrameFormatException.class, reader::next).getMessage());
    }

    @Test
    void shouldReadNextFrameWhenOneWasRefused() {
        final List<RequestEntry> entries = List.of(RequestEntry.of(ReplicaRequest.STORE, 3, 4));
        final ByteBuffer frame = RequestEntry.frame(entries);
        assertRefused(frame, 0, 9, "a frame of 9 bytes claims 1 entries");

        assertEquals(entries, RequestEntry.readFrame(reader, frame, 0, frame.limit()));
    }

    private FrameFormatException assertRefused(final ByteBuffer frame, final String message) {
        return assertRefused(frame, 0, frame.limit(), message);
    }

    private FrameFormatException assertRefused(
            final ByteBuffer frame, final int offset, final int length, final String message) {
        final FrameFormatException thrown =
                assertThrows(FrameFormatException.class, () -> RequestEntry.readFrame(reader, frame, offset, length));
        assertEquals(message, thrown.getMessage());
        return thrown;
    }
}

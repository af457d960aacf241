package io.quorate.transport.frame;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An entry of a frame of requests as plain values; of a cancel only the call id counts. */
record RequestEntry(
        long callId,
        byte kind,
        int flags,
        long timeoutUs,
        long ringEpoch,
        long timestamp,
        long writerId,
        long requestId,
        ByteBuffer key,
        ByteBuffer value) {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    static RequestEntry cancel(final long callId) {
        return new RequestEntry(callId, FrameFormat.KIND_CANCEL, 0, 0, 0, 0, 0, 0, NOTHING, NOTHING);
    }

    static RequestEntry of(final byte kind, final int keyLength, final int valueLength) {
        return new RequestEntry(
                1, kind, 0, 5, 6, 7, 8, 9, ByteBuffer.allocate(keyLength), ByteBuffer.allocate(valueLength));
    }

    RequestEntry withFlags(final int newFlags) {
        return new RequestEntry(
                callId, kind, newFlags, timeoutUs, ringEpoch, timestamp, writerId, requestId, key, value);
    }

    boolean isCancel() {
        return kind == FrameFormat.KIND_CANCEL;
    }

    int length() {
        return isCancel() ? FrameFormat.ENTRY_MIN_BYTES : (int) RequestFrameWriter.entryLength(request(false));
    }

    /** Writes it where it belongs, with every optional call made; returns how many bytes that took. */
    int write(final ByteBuffer to, final int at, final boolean direct) {
        if (isCancel()) {
            return RequestFrameWriter.cancel(callId, to, at);
        }
        final int length = RequestFrameWriter.entry(request(direct), callId, to, at);
        RequestFrameWriter.timeout(to, at, timeoutUs);
        return length;
    }

    static RequestEntry read(final RequestFrameReader reader) {
        return reader.isCancel()
                ? cancel(reader.callId())
                : new RequestEntry(
                        reader.callId(),
                        reader.kind(),
                        reader.flags(),
                        reader.timeoutUs(),
                        reader.ringEpoch(),
                        reader.timestamp(),
                        reader.writerId(),
                        reader.requestId(),
                        Frames.copy(reader.bytes(), reader.keyOffset(), reader.keyLength()),
                        Frames.copy(reader.bytes(), reader.valueOffset(), reader.valueLength()));
    }

    /** A frame of its own, in a buffer that has no other byte. */
    static ByteBuffer frame(final List<RequestEntry> entries) {
        int length = FrameFormat.REQUEST_FRAME_HEADER_BYTES;
        for (final RequestEntry entry : entries) {
            length += entry.length();
        }
        final ByteBuffer frame = ByteBuffer.allocate(length);
        writeFrame(entries, frame, 0, false);
        return frame;
    }

    static int writeFrame(
            final List<RequestEntry> entries, final ByteBuffer to, final int offset, final boolean direct) {
        RequestFrameWriter.header(to, offset, entries.size());
        int at = offset + FrameFormat.REQUEST_FRAME_HEADER_BYTES;
        for (final RequestEntry entry : entries) {
            at += entry.write(to, at, direct);
        }
        return at - offset;
    }

    static List<RequestEntry> readFrame(
            final RequestFrameReader reader, final ByteBuffer from, final int offset, final int length) {
        final List<RequestEntry> entries = new ArrayList<>();
        readFrame(reader, from, offset, length, entries);
        return entries;
    }

    /** Adds entries as they come, also those before a malformed one. */
    static void readFrame(
            final RequestFrameReader reader,
            final ByteBuffer from,
            final int offset,
            final int length,
            final List<? super RequestEntry> entries) {
        reader.wrap(from, offset, length);
        while (reader.next()) {
            if (!reader.isCancel()) {
                Frames.checkInside(reader.keyOffset(), reader.keyLength(), offset, length);
                Frames.checkInside(reader.valueOffset(), reader.valueLength(), offset, length);
            }
            entries.add(read(reader));
        }
    }

    /** The request, its bytes between others. */
    ReplicaRequest request(final boolean direct) {
        return new Request(this, Frames.padded(direct, key, value));
    }

    private record Request(RequestEntry entry, ByteBuffer bytes) implements ReplicaRequest {
        @Override
        public byte kind() {
            return entry.kind();
        }

        @Override
        public int flags() {
            return entry.flags();
        }

        @Override
        public long ringEpoch() {
            return entry.ringEpoch();
        }

        @Override
        public long timestamp() {
            return entry.timestamp();
        }

        @Override
        public long writerId() {
            return entry.writerId();
        }

        @Override
        public long requestId() {
            return entry.requestId();
        }

        @Override
        public int keyOffset() {
            return entry.key().remaining() == 0 ? Integer.MAX_VALUE : Frames.PADDING_BYTES;
        }

        @Override
        public int keyLength() {
            return entry.key().remaining();
        }

        @Override
        public int valueOffset() {
            return entry.value().remaining() == 0
                    ? Integer.MAX_VALUE
                    : 2 * Frames.PADDING_BYTES + entry.key().remaining();
        }

        @Override
        public int valueLength() {
            return entry.value().remaining();
        }
    }
}

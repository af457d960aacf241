package io.quorate.transport.frame;

import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An entry of a frame of replies as plain values; which of them count depends on the kind. */
record ReplyEntry(
        Sender sender,
        long callId,
        int kind,
        long timestamp,
        long writerId,
        int previous,
        long previousTimestamp,
        long previousWriterId,
        ByteBuffer value,
        int fate,
        int code,
        String detail) {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Who answers. */
    record Sender(long ringEpoch, long wallMs, UUID incarnation) {}

    static ReplyEntry read(
            final Sender sender,
            final long callId,
            final int result,
            final long timestamp,
            final long writerId,
            final ByteBuffer value) {
        return store(sender, callId, result, timestamp, writerId, ReplicaReply.PREVIOUS_UNKNOWN, 0, 0, value);
    }

    static ReplyEntry store(
            final Sender sender,
            final long callId,
            final int result,
            final long timestamp,
            final long writerId,
            final int previous,
            final long previousTimestamp,
            final long previousWriterId,
            final ByteBuffer value) {
        return new ReplyEntry(
                sender,
                callId,
                result,
                timestamp,
                writerId,
                previous,
                previousTimestamp,
                previousWriterId,
                value,
                0,
                0,
                "");
    }

    static ReplyEntry failure(
            final Sender sender, final long callId, final int fate, final int code, final String detail) {
        return new ReplyEntry(sender, callId, FrameFormat.KIND_FAILURE, 0, 0, -1, 0, 0, NOTHING, fate, code, detail);
    }

    static ReplyEntry tooLarge(final Sender sender, final long callId) {
        return new ReplyEntry(sender, callId, FrameFormat.KIND_TOO_LARGE, 0, 0, -1, 0, 0, NOTHING, 0, 0, "");
    }

    ReplyEntry from(final Sender newSender) {
        return new ReplyEntry(
                newSender,
                callId,
                kind,
                timestamp,
                writerId,
                previous,
                previousTimestamp,
                previousWriterId,
                value,
                fate,
                code,
                detail);
    }

    int length() {
        return switch (kind) {
            case FrameFormat.KIND_FAILURE ->
                FrameFormat.FAILURE_HEADER_BYTES + detail.getBytes(StandardCharsets.UTF_8).length;
            case FrameFormat.KIND_TOO_LARGE -> FrameFormat.ENTRY_MIN_BYTES;
            default -> (int) ReplyFrameWriter.entryLength(reply(false));
        };
    }

    int write(final ByteBuffer to, final int at, final boolean direct) {
        return switch (kind) {
            case FrameFormat.KIND_FAILURE -> ReplyFrameWriter.failure(callId, fate, code, detail, to, at);
            case FrameFormat.KIND_TOO_LARGE -> ReplyFrameWriter.tooLarge(callId, to, at);
            default -> ReplyFrameWriter.entry(reply(direct), callId, to, at);
        };
    }

    private static ReplyEntry read(final ReplyFrameReader reader) {
        final Sender sender = new Sender(
                reader.ringEpoch(), reader.nodeWallMs(), new UUID(reader.incarnationHigh(), reader.incarnationLow()));
        if (reader.isFailure()) {
            return failure(sender, reader.callId(), reader.fate(), reader.code(), reader.detail());
        }
        if (reader.isTooLarge()) {
            return tooLarge(sender, reader.callId());
        }
        return store(
                sender,
                reader.callId(),
                reader.result(),
                reader.timestamp(),
                reader.writerId(),
                reader.previous(),
                reader.previousTimestamp(),
                reader.previousWriterId(),
                Frames.copy(reader.bytes(), reader.valueOffset(), reader.valueLength()));
    }

    /** A frame of its own, in a buffer that has no other byte. */
    static ByteBuffer frame(final Sender sender, final List<ReplyEntry> entries) {
        int length = FrameFormat.REPLY_FRAME_HEADER_BYTES;
        for (final ReplyEntry entry : entries) {
            length += entry.length();
        }
        final ByteBuffer frame = ByteBuffer.allocate(length);
        writeFrame(sender, entries, frame, 0, false);
        return frame;
    }

    static int writeFrame(
            final Sender sender,
            final List<ReplyEntry> entries,
            final ByteBuffer to,
            final int offset,
            final boolean direct) {
        ReplyFrameWriter.header(
                to,
                offset,
                entries.size(),
                sender.ringEpoch(),
                sender.wallMs(),
                sender.incarnation().getMostSignificantBits(),
                sender.incarnation().getLeastSignificantBits());
        int at = offset + FrameFormat.REPLY_FRAME_HEADER_BYTES;
        for (final ReplyEntry entry : entries) {
            at += entry.write(to, at, direct);
        }
        return at - offset;
    }

    static List<ReplyEntry> readFrame(
            final ReplyFrameReader reader, final ByteBuffer from, final int offset, final int length) {
        final List<ReplyEntry> entries = new ArrayList<>();
        readFrame(reader, from, offset, length, entries);
        return entries;
    }

    /** Adds entries as they come, also those before a malformed one. */
    static void readFrame(
            final ReplyFrameReader reader,
            final ByteBuffer from,
            final int offset,
            final int length,
            final List<? super ReplyEntry> entries) {
        reader.wrap(from, offset, length);
        while (reader.next()) {
            Frames.checkInside(reader.valueOffset(), reader.valueLength(), offset, length);
            entries.add(read(reader));
        }
    }

    ReplicaReply reply(final boolean direct) {
        return new Reply(this, Frames.padded(direct, NOTHING, value));
    }

    private record Reply(ReplyEntry entry, ByteBuffer bytes) implements ReplicaReply {
        @Override
        public int result() {
            return entry.kind();
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
        public long incarnationHigh() {
            return entry.sender().incarnation().getMostSignificantBits();
        }

        @Override
        public long incarnationLow() {
            return entry.sender().incarnation().getLeastSignificantBits();
        }

        @Override
        public long ringEpoch() {
            return entry.sender().ringEpoch();
        }

        @Override
        public long nodeWallMs() {
            return entry.sender().wallMs();
        }

        @Override
        public int previous() {
            return entry.previous();
        }

        @Override
        public long previousTimestamp() {
            return entry.previousTimestamp();
        }

        @Override
        public long previousWriterId() {
            return entry.previousWriterId();
        }

        @Override
        public int valueOffset() {
            return entry.value().remaining() == 0 ? Integer.MAX_VALUE : 2 * Frames.PADDING_BYTES;
        }

        @Override
        public int valueLength() {
            return entry.value().remaining();
        }
    }
}

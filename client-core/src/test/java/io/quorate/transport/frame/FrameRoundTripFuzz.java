package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Fuzz target: any entries, made from the input, are read back as they were written. */
public final class FrameRoundTripFuzz {
    private static final int MOST_ENTRIES = 8;
    private static final int KINDS = 4;
    private static final int TEXT_MASK = 0x7F;

    private FrameRoundTripFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(final byte[] data) {
        final Source source = new Source(ByteBuffer.wrap(data));
        final boolean direct = source.flag();
        final int offset = source.below(Byte.MAX_VALUE);
        if (source.flag()) {
            final List<RequestEntry> entries = requests(source);
            final ByteBuffer to =
                    buffer(direct, offset + RequestEntry.frame(entries).limit());
            final int length = RequestEntry.writeFrame(entries, to, offset, direct);
            assertEquals(entries, RequestEntry.readFrame(new RequestFrameReader(), to, offset, length));
        } else {
            final ReplyEntry.Sender sender =
                    new ReplyEntry.Sender(source.number(), source.number(), new UUID(source.number(), source.number()));
            final List<ReplyEntry> entries = replies(source, sender);
            final ByteBuffer to =
                    buffer(direct, offset + ReplyEntry.frame(sender, entries).limit());
            final int length = ReplyEntry.writeFrame(sender, entries, to, offset, direct);
            assertEquals(entries, ReplyEntry.readFrame(new ReplyFrameReader(), to, offset, length));
        }
    }

    private static ByteBuffer buffer(final boolean direct, final int bytes) {
        return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    }

    private static List<RequestEntry> requests(final Source source) {
        final List<RequestEntry> entries = new ArrayList<>();
        while (source.hasMore() && entries.size() < MOST_ENTRIES) {
            final byte kind = (byte) source.below(0x100);
            entries.add(
                    kind == FrameFormat.KIND_CANCEL
                            ? RequestEntry.cancel(source.number())
                            : new RequestEntry(
                                    source.number(),
                                    kind,
                                    source.below(0x100),
                                    source.number() & FrameFormat.TIMEOUT_MAX_US,
                                    source.number(),
                                    source.number(),
                                    source.number(),
                                    source.number(),
                                    source.bytes(),
                                    source.bytes()));
        }
        return entries;
    }

    private static List<ReplyEntry> replies(final Source source, final ReplyEntry.Sender sender) {
        final List<ReplyEntry> entries = new ArrayList<>();
        while (source.hasMore() && entries.size() < MOST_ENTRIES) {
            entries.add(
                    switch (source.below(KINDS)) {
                        case 0 ->
                            ReplyEntry.read(
                                    sender,
                                    source.number(),
                                    source.below(ReplicaReply.STORED),
                                    source.number(),
                                    source.number(),
                                    source.bytes());
                        case 1 ->
                            ReplyEntry.store(
                                    sender,
                                    source.number(),
                                    ReplicaReply.STORED + source.below(3),
                                    source.number(),
                                    source.number(),
                                    source.below(KINDS) - 1,
                                    source.number(),
                                    source.number(),
                                    source.bytes());
                        case 2 ->
                            ReplyEntry.failure(
                                    sender,
                                    source.number(),
                                    ReplicaListener.REFUSED + source.below(KINDS),
                                    source.below(0x10000),
                                    source.text());
                        default -> ReplyEntry.tooLarge(sender, source.number());
                    });
        }
        return entries;
    }

    /** Numbers and bytes from the input; zeros behind its end. */
    private record Source(ByteBuffer data) {
        boolean hasMore() {
            return data.hasRemaining();
        }

        boolean flag() {
            return below(2) == 1;
        }

        int below(final int bound) {
            return (int) Long.remainderUnsigned(bound <= 0x100 ? next() : number(), bound);
        }

        long number() {
            long number = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                number = number << Byte.SIZE | next();
            }
            return number;
        }

        ByteBuffer bytes() {
            final byte[] bytes = new byte[Math.min(below(0x100), data.remaining())];
            data.get(bytes);
            return ByteBuffer.wrap(bytes);
        }

        String text() {
            final StringBuilder text = new StringBuilder();
            final ByteBuffer bytes = bytes();
            while (bytes.hasRemaining()) {
                text.append((char) (bytes.get() & TEXT_MASK));
            }
            return text.toString();
        }

        private int next() {
            return data.hasRemaining() ? Byte.toUnsignedInt(data.get()) : 0;
        }
    }
}

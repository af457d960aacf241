package io.quorate.transport.frame;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Entries of every kind with any numbers. */
final class FrameArbitraries {
    private static final int MOST_ENTRIES = 12;
    private static final int LONGEST_KEY = 130;

    private FrameArbitraries() {}

    /** Replies and who sends them. */
    record ReplyFrame(ReplyEntry.Sender sender, List<ReplyEntry> entries) {
        ByteBuffer bytes() {
            return ReplyEntry.frame(sender, entries);
        }
    }

    static Arbitrary<List<RequestEntry>> requests(final int longest) {
        final Arbitrary<RequestEntry> requests = Combinators.combine(
                        Combinators.combine(
                                        Arbitraries.longs(),
                                        Arbitraries.bytes().filter(kind -> kind != FrameFormat.KIND_CANCEL),
                                        Arbitraries.integers().between(0, 0xFF))
                                .as((callId, kind, flags) -> new long[] {callId, kind, flags}),
                        Arbitraries.longs().between(0, FrameFormat.TIMEOUT_MAX_US),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        bytes(Math.min(LONGEST_KEY, longest)),
                        bytes(longest))
                .as((head, timeoutUs, epoch, timestamp, writerId, requestId, key, value) -> new RequestEntry(
                        head[0],
                        (byte) head[1],
                        (int) head[2],
                        timeoutUs,
                        epoch,
                        timestamp,
                        writerId,
                        requestId,
                        key,
                        value));
        final Arbitrary<RequestEntry> cancels = Arbitraries.longs().map(RequestEntry::cancel);
        return Arbitraries.oneOf(List.of(requests, requests, cancels)).list().ofMaxSize(MOST_ENTRIES);
    }

    private static Arbitrary<ReplyEntry.Sender> senders() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs())
                .as((epoch, wallMs, high, low) -> new ReplyEntry.Sender(epoch, wallMs, new UUID(high, low)));
    }

    static Arbitrary<ReplyFrame> replies(final int longest) {
        return Combinators.combine(senders(), entries(longest))
                .as((sender, entries) -> new ReplyFrame(
                        sender,
                        entries.stream().map(entry -> entry.from(sender)).toList()));
    }

    private static Arbitrary<List<ReplyEntry>> entries(final int longest) {
        final ReplyEntry.Sender sender = new ReplyEntry.Sender(0, 0, new UUID(0, 0));
        final Arbitrary<ReplyEntry> reads = Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(ReplicaReply.ABSENT, ReplicaReply.TOMBSTONE),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        bytes(longest))
                .as((callId, result, timestamp, writerId, value) ->
                        ReplyEntry.read(sender, callId, result, timestamp, writerId, value));
        final Arbitrary<ReplyEntry> stores = Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(ReplicaReply.STORED, ReplicaReply.EQUAL),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(ReplicaReply.PREVIOUS_UNKNOWN, ReplicaReply.TOMBSTONE),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        bytes(longest))
                .as((callId, result, timestamp, writerId, previous, previousTimestamp, previousWriterId, value) ->
                        ReplyEntry.store(
                                sender,
                                callId,
                                result,
                                timestamp,
                                writerId,
                                previous,
                                previousTimestamp,
                                previousWriterId,
                                value));
        final Arbitrary<ReplyEntry> failures = Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(ReplicaListener.REFUSED, ReplicaListener.MAYBE_APPLIED),
                        Arbitraries.integers().between(0, 0xFFFF),
                        Arbitraries.strings().ofMaxLength(100).filter(FrameArbitraries::isText))
                .as((callId, fate, code, detail) -> ReplyEntry.failure(sender, callId, fate, code, detail));
        final Arbitrary<ReplyEntry> tooLarge = Arbitraries.longs().map(callId -> ReplyEntry.tooLarge(sender, callId));
        return Arbitraries.oneOf(List.of(reads, stores, failures, tooLarge))
                .list()
                .ofMaxSize(MOST_ENTRIES);
    }

    /** Half a surrogate pair is no text: UTF-8 cannot say it. */
    private static boolean isText(final String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static Arbitrary<ByteBuffer> bytes(final int most) {
        return Combinators.combine(Arbitraries.integers().between(0, most), Arbitraries.longs())
                .as((length, seed) -> {
                    final byte[] filling = new byte[length];
                    new Random(seed).nextBytes(filling);
                    return ByteBuffer.wrap(filling);
                });
    }
}

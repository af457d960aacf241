package io.quorate.transport.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.AllocationMeter;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No byte for writing and reading frames, on the heap or off it. */
class FrameAllocationTest {
    private static final int OFFSET = 5;
    private static final int CAPACITY = 4_096;
    private static final ReplyEntry.Sender SENDER = new ReplyEntry.Sender(7, 8, new UUID(9, 10));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAllocateForRequests(final boolean direct) {
        final ReplicaRequest read = RequestEntry.of(ReplicaRequest.READ, 11, 0).request(direct);
        final ReplicaRequest store =
                RequestEntry.of(ReplicaRequest.STORE, 11, 512).request(direct);
        final ByteBuffer frame = buffer(direct);
        final RequestFrameReader reader = new RequestFrameReader();

        final long bytes = AllocationMeter.bytesPerThousandCalls(iteration -> {
            RequestFrameWriter.header(frame, OFFSET, 3);
            int at = OFFSET + FrameFormat.REQUEST_FRAME_HEADER_BYTES;
            at += RequestFrameWriter.entry(read, iteration, frame, at);
            RequestFrameWriter.timeout(frame, at, iteration);
            at += RequestFrameWriter.entry(store, iteration, frame, at);
            at += RequestFrameWriter.cancel(iteration, frame, at);
            reader.wrap(frame, OFFSET, at - OFFSET);
            long sum = RequestFrameWriter.entryLength(read);
            while (reader.next()) {
                sum += reader.callId();
                if (!reader.isCancel()) {
                    sum += reader.kind() + reader.flags() + reader.timeoutUs() + reader.ringEpoch();
                    sum += reader.timestamp() + reader.writerId() + reader.requestId();
                    sum += reader.bytes().get(reader.keyOffset()) + reader.keyLength();
                    sum += reader.valueOffset() + reader.valueLength();
                }
            }
            return sum;
        });

        assertEquals(0, bytes);
        assertTrue(reader.callId() > 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAllocateForReplies(final boolean direct) {
        final ReplicaReply read = ReplyEntry.read(SENDER, 1, ReplicaReply.VALUE, 2, 3, ByteBuffer.allocate(512))
                .reply(direct);
        final ReplicaReply store = ReplyEntry.store(
                        SENDER, 1, ReplicaReply.STORED, 2, 3, ReplicaReply.VALUE, 4, 5, ByteBuffer.allocate(512))
                .reply(direct);
        final ByteBuffer frame = buffer(direct);
        // The text of a failure is bytes made from a string, so that one is written before.
        final ByteBuffer failure = ByteBuffer.allocate(100);
        final int failureLength = ReplyFrameWriter.failure(
                4, ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID, "no such key", failure, 0);
        final ReplyFrameReader reader = new ReplyFrameReader();

        final long bytes = AllocationMeter.bytesPerThousandCalls(iteration -> {
            ReplyFrameWriter.header(frame, OFFSET, 4, iteration, 2, 3, 4);
            int at = OFFSET + FrameFormat.REPLY_FRAME_HEADER_BYTES;
            at += ReplyFrameWriter.entry(read, iteration, frame, at);
            at += ReplyFrameWriter.entry(store, iteration, frame, at);
            at += ReplyFrameWriter.tooLarge(iteration, frame, at);
            frame.put(at, failure, 0, failureLength);
            at += failureLength;
            reader.wrap(frame, OFFSET, at - OFFSET);
            long sum = ReplyFrameWriter.entryLength(store) + reader.ringEpoch() + reader.nodeWallMs();
            sum += reader.incarnationHigh() + reader.incarnationLow();
            while (reader.next()) {
                sum += reader.callId();
                if (reader.isFailure()) {
                    sum += reader.fate() + reader.code();
                } else if (!reader.isTooLarge()) {
                    sum += reader.result() + reader.timestamp() + reader.writerId() + reader.previous();
                    sum += reader.previousTimestamp() + reader.previousWriterId();
                    sum += reader.bytes().get(reader.valueOffset()) + reader.valueLength();
                }
            }
            return sum;
        });

        assertEquals(0, bytes);
        assertEquals("no such key", reader.detail());
    }

    private static ByteBuffer buffer(final boolean direct) {
        return direct ? ByteBuffer.allocateDirect(CAPACITY) : ByteBuffer.allocate(CAPACITY);
    }
}

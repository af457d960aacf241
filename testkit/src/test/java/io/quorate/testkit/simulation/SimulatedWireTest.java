package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.RequestFrameReader;
import io.quorate.version.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message says the same whichever form it takes, and as often as it arrives. */
class SimulatedWireTest {
    private static final byte[] KEY = {1, 2, 3};
    private static final Version VERSION = new Version(-5, -6);
    private static final Version OLDER = new Version(5, 6);
    private static final int TOO_LARGE = FrameFormat.MAX_ENTRY_BYTES;

    private final List<String> answers = new ArrayList<>();
    private final SimulatedWire.AnswerSink sink = new SimulatedWire.AnswerSink() {
        @Override
        public void onReply(final long callId, final ReplicaReply reply) {
            answers.add(callId + " " + describe(TestReply.copyOf(reply)));
        }

        @Override
        public void onFailure(final long callId, final int fate, final int code, final String detail) {
            answers.add(callId + " " + fate + " " + code + " " + detail);
        }
    };

    @ParameterizedTest
    @CsvSource({"true, 100, true", "true, 40000, false", "false, 100, false"})
    void shouldCarryRequest(final boolean streams, final int valueLength, final boolean inFrame) {
        final SimulatedWire wire = new SimulatedWire(streams, PlantedBug.NONE);
        final TestRequest request = TestRequest.store(KEY, new byte[valueLength], VERSION)
                .withRingEpoch(7)
                .withRequestId(8);

        final SimulatedWire.Message<TestRequest> message = wire.encode(request, 9, 10);

        assertEquals(inFrame, message.frame() != null);
        for (int copy = 0; copy < 2; copy++) {
            wire.decodeRequest(message, (callId, arrived) -> {
                assertEquals(9, callId);
                assertEquals(request, arrived);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 100, true", "true, 40000, false", "false, 100, false"})
    void shouldCarryReply(final boolean streams, final int valueLength, final boolean inFrame) {
        final SimulatedWire wire = new SimulatedWire(streams, PlantedBug.NONE);
        final TestReply reply = TestReply.of(ReplicaReply.STORED, VERSION, new byte[valueLength])
                .withIncarnation(11, 12)
                .withPrevious(ReplicaReply.VALUE, OLDER);

        final SimulatedWire.Message<SimulatedNode.Answer> message =
                wire.encode(new SimulatedNode.Answer(reply, 0, 0, null), 9);

        assertEquals(inFrame, message.frame() != null);
        wire.decodeAnswer(message, sink);
        wire.decodeAnswer(message, sink);
        final String expected = "9 " + describe(reply);
        assertEquals(List.of(expected, expected), answers);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldCarryFailure(final boolean streams) {
        final SimulatedWire wire = new SimulatedWire(streams, PlantedBug.NONE);
        final int fate = ReplicaListener.OVERLOADED;
        final int code = ReplicaListener.CODE_OVERLOADED;

        wire.decodeAnswer(wire.encode(new SimulatedNode.Answer(null, fate, code, "no room"), 1), sink);
        wire.decodeAnswer(wire.encode(new SimulatedNode.Answer(null, fate, code, null), 2), sink);

        assertEquals(List.of("1 3 6 no room", "2 3 6 null"), answers);
    }

    /** Whoever keeps the bytes of a reply finds others there. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldSpoilReplyWhenItWasShown(final boolean streams) {
        final SimulatedWire wire = new SimulatedWire(streams, PlantedBug.NONE);
        final TestReply reply = TestReply.of(ReplicaReply.VALUE, VERSION, new byte[] {42});
        final ByteBuffer[] kept = new ByteBuffer[1];

        wire.decodeAnswer(wire.encode(new SimulatedNode.Answer(reply, 0, 0, null), 1), new SimulatedWire.AnswerSink() {
            @Override
            public void onReply(final long callId, final ReplicaReply shown) {
                assertEquals(42, shown.bytes().get(shown.valueOffset()));
                kept[0] = shown.bytes();
            }

            @Override
            public void onFailure(final long callId, final int fate, final int code, final String detail) {
                throw new AssertionError(detail);
            }
        });

        for (int i = 0; i < kept[0].limit(); i++) {
            assertEquals((byte) 0xA5, kept[0].get(i));
        }
        assertArrayEquals(new byte[] {42}, reply.value(), "the node's own bytes stay");
    }

    @Test
    void shouldTellCancelsWithTheNextRequest() {
        final SimulatedWire wire = new SimulatedWire(true, PlantedBug.NONE);
        wire.cancel(1);
        wire.cancel(2);

        final ByteBuffer frame = wire.encode(TestRequest.read(KEY), 3, 10).frame();
        final ByteBuffer next = wire.encode(TestRequest.read(KEY), 4, 10).frame();

        assertEquals(List.of("cancel 1", "cancel 2", "read 3 within 10"), read(frame));
        assertEquals(List.of("read 4 within 10"), read(next));
    }

    @Test
    void shouldForgetCancelsWhenConnectionBreaks() {
        final SimulatedWire wire = new SimulatedWire(true, PlantedBug.NONE);
        wire.cancel(1);

        wire.reset();

        assertEquals(
                List.of("read 3 within 10"),
                read(wire.encode(TestRequest.read(KEY), 3, 10).frame()));
    }

    @Test
    void shouldNotUseFrameWhenReplyIsTooLarge() {
        final SimulatedWire wire = new SimulatedWire(true, PlantedBug.NONE);
        final TestReply reply = TestReply.of(ReplicaReply.VALUE, VERSION, new byte[TOO_LARGE]);

        assertNull(wire.encode(new SimulatedNode.Answer(reply, 0, 0, null), 1).frame());
    }

    private static List<String> read(final ByteBuffer frame) {
        assertNotNull(frame);
        final List<String> entries = new ArrayList<>();
        final RequestFrameReader reader = new RequestFrameReader().wrap(frame, 0, frame.limit());
        while (reader.next()) {
            entries.add(
                    reader.isCancel()
                            ? "cancel " + reader.callId()
                            : "read " + reader.callId() + " within " + reader.timeoutUs());
        }
        return entries;
    }

    /** Everything that a reply says, but not where in its buffer. */
    private static String describe(final TestReply reply) {
        return reply.result() + " " + reply.version() + " " + reply.incarnationHigh() + " " + reply.incarnationLow()
                + " " + reply.ringEpoch() + " " + reply.nodeWallMs() + " " + reply.previous() + " "
                + reply.previousVersion() + " " + ByteBuffer.wrap(reply.value());
    }
}

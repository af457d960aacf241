package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.transport.ReplicaListener;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusMappingTest {
    private static CallTrace trace(final boolean created, final boolean headers, final boolean trailers) {
        final CallTrace trace = attachedTrace();
        if (created) {
            trace.streamCreated(Attributes.EMPTY, new Metadata());
        }
        if (headers) {
            trace.outboundHeaders();
        }
        if (trailers) {
            trace.inboundTrailers(new Metadata());
        }
        return trace;
    }

    private static CallTrace attachedTrace() {
        final CallTrace trace = new CallTrace();
        trace.starting();
        CallTrace.FACTORY.newClientStreamTracer(
                ClientStreamTracer.StreamInfo.newBuilder().build(), new Metadata());
        CallTrace.started();
        return trace;
    }

    @Test
    void shouldClaimNothingWhenTheCallWasStartedWithoutItsTrace() {
        final Failure failure = here(Status.UNAVAILABLE, new CallTrace(), false);

        assertEquals(ReplicaListener.MAYBE_APPLIED, failure.fate());
    }

    private static Failure ofServer(final Status status, final Metadata trailers) {
        return StatusMapping.failureOf(status, trailers, trace(true, true, true), ByteString.EMPTY, false);
    }

    private static Failure here(final Status status, final CallTrace trace, final boolean cancelled) {
        return StatusMapping.failureOf(status, new Metadata(), trace, ByteString.EMPTY, cancelled);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, REFUSED, INVALID",
        "OUT_OF_RANGE, REFUSED, INVALID",
        "UNIMPLEMENTED, REFUSED, UNSUPPORTED",
        "PERMISSION_DENIED, REFUSED, UNKNOWN",
        "UNAUTHENTICATED, REFUSED, UNKNOWN",
        "FAILED_PRECONDITION, REFUSED, UNKNOWN",
        "RESOURCE_EXHAUSTED, MAYBE_APPLIED, OVERLOADED",
        "DEADLINE_EXCEEDED, MAYBE_APPLIED, DEADLINE",
        "UNAVAILABLE, MAYBE_APPLIED, NODE_FAULT",
        "INTERNAL, MAYBE_APPLIED, NODE_FAULT",
        "UNKNOWN, MAYBE_APPLIED, NODE_FAULT",
        "ABORTED, MAYBE_APPLIED, NODE_FAULT",
        "CANCELLED, MAYBE_APPLIED, NODE_FAULT",
        "DATA_LOSS, MAYBE_APPLIED, NODE_FAULT",
        "NOT_FOUND, MAYBE_APPLIED, NODE_FAULT",
        "ALREADY_EXISTS, MAYBE_APPLIED, NODE_FAULT",
    })
    void shouldMapWhatTheServerSays(final Status.Code status, final String fate, final String code) throws Exception {
        final Failure failure = ofServer(status.toStatus().withDescription("words"), new Metadata());

        assertEquals(ReplicaListener.class.getField(fate).getInt(null), failure.fate());
        assertEquals(ReplicaListener.class.getField("CODE_" + code).getInt(null), failure.code());
        assertEquals(status + ": words", failure.detail());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gRPC message exceeds maximum size 4194304: 5242892",
                "grpc: received message larger than max (5242892 vs. 4194304)",
                "grpc: received message after decompression larger than max (5242892 vs. 4194304)",
                "SERVER: Received message larger than max (5242892 vs. 4194304)",
                "Received message exceeds the maximum configured message size."
            })
    void shouldTellTooLargeFromOverloadByTheServersWords(final String words) {
        final Failure failure = ofServer(Status.RESOURCE_EXHAUSTED.withDescription(words), new Metadata());

        assertEquals(ReplicaListener.REFUSED, failure.fate());
        assertEquals(ReplicaListener.CODE_TOO_LARGE, failure.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grpc: trying to send message larger than max (5242892 vs. 4194304)",
                "Sent message larger than max (5242892 vs. 4194304)",
                "Attempted to send message with a size larger than 4194304",
                "Sending message exceeds the maximum configured message size."
            })
    void shouldLeaveAStoreInDoubtWhenTheServerCouldNotSendItsResponse(final String words) {
        final Failure failure = ofServer(Status.RESOURCE_EXHAUSTED.withDescription(words), new Metadata());

        assertEquals(ReplicaListener.MAYBE_APPLIED, failure.fate());
        assertEquals("RESOURCE_EXHAUSTED: " + words, failure.detail());
    }

    @Test
    void shouldSeeStaleEpochWhenEpochComesWithFailedPrecondition() {
        final Metadata trailers = new Metadata();
        trailers.put(WireFailure.RING_EPOCH, "7");

        final Failure failure = ofServer(Status.FAILED_PRECONDITION, trailers);

        assertEquals(ReplicaListener.STALE_EPOCH, failure.fate());
        assertEquals(ReplicaListener.CODE_STALE_EPOCH, failure.code());
    }

    @Test
    void shouldLoseNothingOfWhatAQuorateNodeTells() {
        for (int fate = ReplicaListener.REFUSED; fate <= ReplicaListener.MAYBE_APPLIED; fate++) {
            for (int code = ReplicaListener.CODE_UNKNOWN; code <= ReplicaListener.CODE_STALE_EPOCH; code++) {
                final Failure failure =
                        ofServer(WireFailure.statusOf(fate, code, "words"), WireFailure.trailersOf(fate, code, 3));

                assertEquals(new Failure(fate, code, "words"), failure);
            }
        }
    }

    @Test
    void shouldNotBelieveANodeThatNothingWasSent() {
        final Metadata trailers = new Metadata();
        trailers.put(WireFailure.FAILURE, "not-sent/unknown");

        assertEquals(
                ReplicaListener.MAYBE_APPLIED,
                ofServer(Status.INTERNAL, trailers).fate());
    }

    @ParameterizedTest
    @CsvSource({"''", "refused", "/", "/invalid", "unheard-of/invalid"})
    void shouldFallBackToTheStatusWhenTrailerMakesNoSense(final String text) {
        final Metadata trailers = new Metadata();
        trailers.put(WireFailure.FAILURE, text);

        assertEquals(
                ReplicaListener.CODE_UNSUPPORTED,
                ofServer(Status.UNIMPLEMENTED, trailers).code());
    }

    @Test
    void shouldKeepTheFateWhenTheCodeIsUnknown() {
        final Metadata trailers = new Metadata();
        trailers.put(WireFailure.FAILURE, "refused/of-tomorrow");

        final Failure failure = ofServer(Status.FAILED_PRECONDITION, trailers);

        assertEquals(ReplicaListener.REFUSED, failure.fate());
        assertEquals(ReplicaListener.CODE_UNKNOWN, failure.code());
    }

    @Test
    void shouldSayNotSentOnlyWhenNothingCanHaveLeft() {
        final Status lost = Status.UNAVAILABLE.withCause(new IOException("Connection reset by peer"));

        assertEquals(
                ReplicaListener.NOT_SENT,
                here(lost, trace(false, false, false), false).fate());
        assertEquals(
                ReplicaListener.NOT_SENT,
                here(lost, trace(true, false, false), false).fate());
        assertEquals(
                ReplicaListener.MAYBE_APPLIED,
                here(lost, trace(true, true, false), false).fate());
        assertEquals(
                ReplicaListener.CODE_DISCONNECTED,
                here(lost, trace(true, true, false), false).code());
        assertEquals(
                "connection reset by the peer",
                here(lost, trace(true, true, false), false).detail());
    }

    @Test
    void shouldLeaveAStoreInDoubtWhenTheDeadlineFoundItInTheSocketsQueue() {
        final Status late = Status.DEADLINE_EXCEEDED;

        assertEquals(
                ReplicaListener.NOT_SENT,
                here(late, trace(false, false, false), false).fate());
        assertEquals(
                ReplicaListener.MAYBE_APPLIED,
                here(late, trace(true, false, false), false).fate());
        assertEquals(
                ReplicaListener.CODE_DEADLINE,
                here(late, trace(true, true, false), false).code());
    }

    @Test
    void shouldLeaveAStoreInDoubtWhenItsResponseIsTooLarge() {
        final Failure failure = here(
                Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 10: 11"),
                trace(true, true, false),
                false);

        assertEquals(ReplicaListener.MAYBE_APPLIED, failure.fate());
        assertEquals(ReplicaListener.CODE_TOO_LARGE, failure.code());
    }

    @Test
    void shouldTellOwnCancelFromTheServersReset() {
        assertEquals(
                ReplicaListener.CODE_CANCELLED,
                here(Status.CANCELLED, trace(true, true, false), true).code());
        assertEquals(
                ReplicaListener.CODE_DISCONNECTED,
                here(Status.CANCELLED, trace(true, true, false), false).code());
    }

    @Test
    void shouldTakeTheValueOutOfTheServersWords() {
        final Failure failure = StatusMapping.failureOf(
                Status.INTERNAL.withDescription("cannot store 'top secret'\nin file"),
                new Metadata(),
                trace(true, true, true),
                ByteString.copyFromUtf8("top secret"),
                false);

        assertEquals("INTERNAL: cannot store '[value]'?in file", failure.detail());
    }

    @Test
    void shouldCutLongWordsAndStripControlCharacters() {
        final String cleaned = PeerText.clean("\u001b]0;\r\n\u0085\u202e" + "x".repeat(10_000));

        assertEquals(PeerText.MAX_CHARS + 3, cleaned.length());
        assertTrue(cleaned.startsWith("?]0;????xxx"), cleaned);
        assertTrue(cleaned.endsWith("..."), cleaned);
        assertFalse(cleaned.chars().anyMatch(c -> c < ' ' || c > '~'));
        assertEquals("", PeerText.clean(null));
    }

    @Test
    void shouldNotFindShortValuesInsideWords() {
        assertEquals("key is too long", PeerText.clean("key is too long", ByteString.copyFromUtf8("is")));
    }
}

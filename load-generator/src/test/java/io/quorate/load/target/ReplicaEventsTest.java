package io.quorate.load.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.load.record.ReplicaRecorder;
import io.quorate.load.record.ReplicaRequestType;
import io.quorate.metrics.OperationKind;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaEventsTest {

    @ParameterizedTest
    @CsvSource({
        "GET, " + ReplicaRequest.READ + ", GET",
        "GET, " + ReplicaRequest.REPAIR + ", WRITE_BACK",
        "PUT, " + ReplicaRequest.STORE + ", PUT",
        "PUT, " + ReplicaRequest.READ_VERSION + ", VERSION",
        "DELETE, " + ReplicaRequest.STORE + ", DELETE",
        "DELETE, " + ReplicaRequest.READ_VERSION + ", VERSION"
    })
    void shouldNameWhatANodeWasAsked(
            final OperationKind operation, final byte request, final ReplicaRequestType expected) {
        assertEquals(expected, ReplicaEvents.requestType(operation, request));
    }

    @Test
    void shouldPassOnWhatAReportShouldKnowOf() {
        final List<String> lines = new ArrayList<>();
        final ReplicaEvents events = new ReplicaEvents(
                new ReplicaRecorder(SystemNanoClock.INSTANCE),
                (kind, node, detail) -> lines.add(kind + " " + node + " " + detail));

        events.onConnected("n1");
        events.onDisconnected("n1", "reset");
        events.onDisconnected("n1", null);
        events.onSick("n1", 3, "no answer");
        events.onSick("n1", 4, null);
        events.onRecovered("n1");
        events.onRingChanged(1, 2, List.of("n1", "n2"));
        events.onRingProblem("two rings");
        events.onConfigurationWarning("R + W <= N");
        events.onFault("a callback", new IllegalStateException("bug"));

        assertEquals(
                List.of(
                        "connected n1 null",
                        "disconnected n1 reset",
                        "disconnected n1 null",
                        "sick n1 3 failures in a row: no answer",
                        "sick n1 4 failures in a row",
                        "recovered n1 null",
                        "ring-changed null epoch 1 to 2: n1, n2",
                        "ring-problem null two rings",
                        "client-warning null R + W <= N",
                        "client-fault null a callback: java.lang.IllegalStateException: bug"),
                lines);
    }
}

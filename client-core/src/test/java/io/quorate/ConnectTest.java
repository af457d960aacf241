package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ClientClosedException;
import io.quorate.error.ConnectionFailedException;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.RingMismatchException;
import io.quorate.metrics.Counter;
import io.quorate.ring.RingConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client with its real engine, against nodes that do nothing. */
@Timeout(60)
class ConnectTest {

    private final NoopTransport transport = NoopTransport.ofThreeNodes();

    @Test
    void shouldWorkEndToEnd() {
        try (QuorateClient client = builder().connect()) {
            assertEquals(NoopTransport.VALUE, client.get("k").text());
            assertEquals(
                    NoopTransport.VALUE,
                    client.async().put("k", "v").join().previous().text());
            assertTrue(client.delete("k").previous().exists());
            assertEquals(2, client.getAll(List.of("k", "l")).size());
            assertEquals(3, client.nodes().size());
            assertEquals(3, client.explain("k").replicas().size());
            assertTrue(client.ringHealth().healthy());
            assertEquals(3, client.metrics().value(Counter.GETS));
        }
        assertEquals(1, transport.closes());
    }

    @Test
    void shouldStartWithTheServersThatAnswer() {
        transport.unreachable("b:1");
        try (QuorateClient client = builder().connect()) {
            assertEquals(NoopTransport.VALUE, client.get("k").text());
        }
    }

    @Test
    void shouldNameTheCauseOfEachServerWhenNoneAnswers() {
        final Set<Thread> timersBefore = timerThreads();
        transport.unreachable("a:1").unreachable("b:1").unreachable("c:1");
        final ConnectionFailedException failure =
                assertThrows(ConnectionFailedException.class, () -> builder().connect());
        for (final String server : List.of("a:1", "b:1", "c:1")) {
            assertTrue(failure.getMessage().contains("connection refused by " + server), failure.getMessage());
        }
        assertTrue(
                Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith(ConnectTest.class.getName())),
                "the trace is the caller's");
        assertEquals(1, transport.closes());
        assertTrue(timersBefore.containsAll(timerThreads()), "the timer thread must end with a failed start");
    }

    @Test
    void shouldRefuseAClusterThatPlacesKeysOtherwise() {
        final NoopTransport other =
                new NoopTransport(RingConfig.DEFAULT.withReplicationFactor(5), "a:1", "b:1", "c:1", "d:1", "e:1");
        final RingMismatchException mismatch = assertThrows(
                RingMismatchException.class,
                () -> QuorateClient.builder().target("a:1").transport(other).connect());
        assertTrue(mismatch.getMessage().contains("5"), mismatch.getMessage());
        assertEquals(1, other.closes());
    }

    @Test
    void shouldLeaveTheTransportOpenWhenToldSo() {
        builder().closeTransport(false).connect().close();
        transport.unreachable("a:1").unreachable("b:1").unreachable("c:1");
        assertThrows(
                ConnectionFailedException.class,
                () -> builder().closeTransport(false).connect());
        assertEquals(0, transport.closes());
    }

    @Test
    void shouldWarnWhenQuorumsNeedNotOverlap() {
        final RecordingListener listener = new RecordingListener(true);
        builder().readQuorum(1).listener(listener).connect().close();
        assertEquals(
                List.of(
                        "readQuorum=1 + writeQuorum=2 <= replicationFactor=3: a get may miss an earlier put; raise one of"
                                + " the quorums if it must not"),
                listener.warnings);
        final RecordingListener silent = new RecordingListener(true);
        builder().listener(silent).connect().close();
        assertTrue(silent.warnings.isEmpty());
    }

    @Test
    void shouldConnectWithoutWaiting() {
        try (QuorateClient client = builder().connectAsync().join()) {
            assertEquals(NoopTransport.VALUE, client.get("k").text());
        }
    }

    @Test
    void shouldFailTheFutureAndCloseWhenNoServerAnswers() {
        transport.unreachable("a:1").unreachable("b:1").unreachable("c:1");
        final CompletableFuture<QuorateClient> future = builder().connectAsync();
        assertInstanceOf(
                ConnectionFailedException.class,
                assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS))
                        .getCause());
        assertEquals(1, transport.closes(), "closed before the future is completed");
    }

    @Test
    void shouldCloseWhatAStartHasOpenedWhenItIsCancelled() throws InterruptedException {
        transport.neverConnect();
        final CompletableFuture<QuorateClient> future = builder().connectAsync();
        assertFalse(future.isDone());
        assertTrue(future.cancel(true));
        assertTrue(transport.awaitClose(20));
    }

    @Test
    void shouldNotBlockAThreadOfTheTransport() {
        transport.ownThread(true);
        final IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> builder().connect());
        assertTrue(refused.getMessage().contains("use connectAsync"), refused.getMessage());
        assertEquals(0, transport.closes());
    }

    @Test
    void shouldGiveUpConnectingWhenInterrupted() throws InterruptedException {
        transport.neverConnect();
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        final Thread caller = new Thread(() -> {
            try {
                builder().dialTimeout(Duration.ofHours(1)).connect();
            } catch (final OperationCancelledException cancelled) {
                thrown.set(Thread.currentThread().isInterrupted() ? cancelled : new AssertionError("not interrupted"));
            }
        });
        caller.start();
        assertTrue(transport.awaitDial(20));
        caller.interrupt();
        caller.join(20_000);
        assertInstanceOf(OperationCancelledException.class, thrown.get());
        assertEquals(1, transport.closes());
    }

    @Test
    void shouldFailWhatIsInFlightWhenClosed() {
        final QuorateClient client = builder().connect();
        transport.hold();
        final CompletableFuture<PutResult> put = client.async().put("k", "v");
        final CompletableFuture<GetResult> get = client.async().get("k");
        client.close(Duration.ZERO);
        final ClientClosedException closed = assertInstanceOf(
                ClientClosedException.class,
                assertThrows(CompletionException.class, put::join).getCause());
        assertEquals(Outcome.INDETERMINATE, closed.outcome());
        assertInstanceOf(
                ClientClosedException.class,
                assertThrows(CompletionException.class, get::join).getCause());
        assertThrows(ClientClosedException.class, () -> client.get("k"));
        assertTrue(client.async().put("k", "v").isCompletedExceptionally());
        assertFalse(client.getAll(List.of("k")).get("k").isOk());
        assertEquals(0, client.metrics().gauges().inFlight());
        assertEquals(0, client.metrics().gauges().inFlightBytes());
        client.close();
        assertEquals(1, transport.closes());
    }

    @Test
    void shouldEndByTheDeadlineAndNameTheNodes() {
        try (QuorateClient client = builder().connect()) {
            transport.hold();
            final QuorumNotMetException missed = assertThrows(
                    QuorumNotMetException.class,
                    () -> client.put("k", "v", CallOptions.DEFAULT.withTimeout(Duration.ofMillis(50))));
            assertEquals(QuorumNotMetException.Reason.DEADLINE, missed.reason());
            assertEquals(Outcome.INDETERMINATE, missed.outcome());
            assertEquals(3, missed.answers().size());
            client.close(Duration.ZERO);
        }
    }

    @Test
    void shouldNotShowAnUnconfirmedValueBesideAFailure() throws Exception {
        try (QuorateClient client = builder().readQuorum(1).connect()) {
            transport.hold("b:1");
            transport.hold("c:1");
            final CompletableFuture<String> seen = new CompletableFuture<>();
            client.get(new byte[] {'k'}, 0, 1, CallOptions.DEFAULT.withTimeout(Duration.ofMillis(50)), view -> {
                final QuorumNotMetException missed = (QuorumNotMetException) view.error();
                seen.complete(missed.reason() + " " + view.exists() + " " + view.valueLength());
            });
            assertEquals("CONFIRM false 0", seen.get(20, TimeUnit.SECONDS));
            client.close(Duration.ZERO);
        }
    }

    @Test
    void shouldReallyCancelOperations() {
        try (QuorateClient client = builder().connect()) {
            transport.hold();
            final CompletableFuture<PutResult> put = client.async().put("k", "v");
            assertTrue(put.cancel(true));
            assertEquals(0, client.metrics().gauges().inFlight());
            assertEquals(1, client.metrics().value(Counter.FAILED_CANCELLED));
            client.cancel(-1);
            client.cancel(0);
            client.cancel(Long.MAX_VALUE);
            client.close(Duration.ZERO);
        }
    }

    @Test
    void shouldRefuseToBlockTheTimerThread() throws Exception {
        try (QuorateClient client = builder().connect()) {
            transport.hold();
            final CompletableFuture<Throwable> refused = client.async()
                    .get("k", CallOptions.DEFAULT.withTimeout(Duration.ofMillis(20)))
                    .handle((result, missed) -> assertThrows(IllegalStateException.class, () -> client.get("l")));
            assertTrue(refused.get(20, TimeUnit.SECONDS).getMessage().contains("get would block quorate-timer"));
            client.close(Duration.ZERO);
        }
    }

    @Test
    void shouldCountWhatACallbackThrows() {
        try (QuorateClient client = builder().connect()) {
            client.get(new byte[] {'k'}, 0, 1, CallOptions.DEFAULT, view -> {
                throw new IllegalStateException("from the callback");
            });
            assertEquals(1, client.metrics().value(Counter.HANDLER_FAULTS));
            assertEquals(NoopTransport.VALUE, client.get("k").text());
        }
    }

    private QuorateClientBuilder builder() {
        return QuorateClient.builder().target(transport.target()).transport(transport);
    }

    private static Set<Thread> timerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("quorate-timer"))
                .collect(Collectors.toSet());
    }
}

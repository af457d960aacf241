package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.ValidationException;
import io.quorate.metrics.OperationKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeEngine engine = fixture.engine;
    private final QuorateClient client = fixture.client;
    private final AsyncQuorateClient async = fixture.async;

    @Test
    void shouldReturnAResultPerKeyInTheOrderGiven() {
        engine.answer = begun -> FakeEngine.found("v" + begun.key());
        final Map<String, KeyResult<GetResult>> results = client.getAll(List.of("b", "a", "c", "a"));
        assertEquals(List.of("b", "a", "c"), List.copyOf(results.keySet()));
        results.forEach(
                (key, result) -> assertEquals("v" + key, result.orElseThrow().text()));
        assertEquals(3, engine.unseen());
    }

    @Test
    void shouldWriteEveryEntry() throws InterruptedException {
        engine.answer = begun -> FakeEngine.absent();
        final Map<String, String> entries = new LinkedHashMap<>();
        entries.put("b", "1");
        entries.put("a", "2");
        final Map<String, KeyResult<PutResult>> results = client.putAll(entries);
        assertEquals(List.of("b", "a"), List.copyOf(results.keySet()));
        assertTrue(results.values().stream().allMatch(KeyResult::isOk));
        final FakeEngine.Begun first = engine.next();
        assertEquals(OperationKind.PUT, first.kind());
        assertEquals("b", first.key());
        assertEquals("1", first.value());
        assertEquals("2", engine.next().value());
    }

    @Test
    void shouldTakeBytesAndKeepRepeatedKeys() {
        engine.answer = begun -> FakeEngine.found(begun.key() + begun.value());
        final List<byte[]> keys = List.of(bytes("k"), bytes("l"), bytes("k"));
        final List<KeyResult<GetResult>> got = client.getAllBytes(keys, CallOptions.DEFAULT);
        assertEquals(
                List.of("k", "l", "k"),
                got.stream().map(result -> result.orElseThrow().text()).toList());
        final List<KeyResult<PutResult>> put =
                client.putAllBytes(keys, List.of(bytes("1"), bytes("2"), bytes("3")), CallOptions.DEFAULT);
        assertEquals(
                List.of("k1", "l2", "k3"),
                put.stream()
                        .map(result -> result.orElseThrow().previous().text())
                        .toList());
    }

    @Test
    void shouldRefuseAnotherNumberOfValuesThanKeys() {
        final IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> client.putAllBytes(List.of(bytes("k")), List.of(), CallOptions.DEFAULT));
        assertTrue(refused.getMessage().startsWith("keys=1 and values=0"), refused.getMessage());
    }

    @Test
    void shouldReturnErrorsBesideResults() {
        final OverloadedException full = new OverloadedException("full", ErrorDetails.TRANSIENT);
        engine.answer = begun -> begun.key().equals("bad") ? FakeEngine.failed(full) : FakeEngine.found("v");
        final Map<String, KeyResult<GetResult>> results = client.getAll(List.of("good", "bad", "\ud800", "fine"));
        assertEquals(List.of("good", "bad", "\ud800", "fine"), List.copyOf(results.keySet()));
        assertTrue(results.get("good").isOk());
        assertTrue(results.get("fine").isOk());
        assertSame(full, results.get("bad").error());
        assertSame(full, assertThrows(OverloadedException.class, results.get("bad")::orElseThrow));
        assertInstanceOf(ValidationException.class, results.get("\ud800").error());
        final Map<String, KeyResult<PutResult>> puts = client.putAll(Map.of("k", "\udc00"));
        assertInstanceOf(ValidationException.class, puts.get("k").error());
    }

    @Test
    void shouldReturnNothingForNothing() {
        assertTrue(client.getAll(List.of()).isEmpty());
        assertTrue(client.putAll(Map.of()).isEmpty());
        assertTrue(client.getAll(List.of("\ud800")).containsKey("\ud800"));
        assertTrue(client.getAllBytes(List.of(), CallOptions.DEFAULT).isEmpty());
    }

    @Test
    void shouldKeepNoMoreInFlightThanAllowed() throws InterruptedException {
        final CompletableFuture<Map<String, KeyResult<GetResult>>> future = async.getAll(keys(10), CallOptions.DEFAULT);
        for (int decided = 0; decided < 10; decided++) {
            assertFalse(future.isDone());
            assertEquals(Math.min(ClientFixture.CONCURRENCY, 10 - decided), engine.unseen());
            engine.next().decide(FakeEngine.absent());
        }
        assertEquals(10, future.join().size());
    }

    @Test
    void shouldNotRecurseWhenAnswersComeAtOnce() {
        engine.answer = begun -> FakeEngine.absent();
        assertEquals(100_000, client.getAll(keys(100_000)).size());
    }

    @Test
    void shouldGiveEachOperationWhatIsLeftOfTheTime() throws InterruptedException {
        final CompletableFuture<Map<String, KeyResult<PutResult>>> future = async.putAll(
                entries(ClientFixture.CONCURRENCY + 2), CallOptions.DEFAULT.withTimeout(Duration.ofNanos(100)));
        final FakeEngine.Begun first = engine.next();
        final FakeEngine.Begun second = engine.next();
        assertEquals(100, first.timeoutNs());
        fixture.env.advanceNs(70);
        first.decide(FakeEngine.absent());
        engine.next();
        engine.next();
        assertEquals(30, engine.next().timeoutNs());
        fixture.env.advanceNs(30);
        second.decide(FakeEngine.absent());
        assertEquals(0, engine.unseen());
        assertFalse(future.isDone());
    }

    @Test
    void shouldFailWhatWasNotBegunByTheDeadline() throws InterruptedException {
        final CompletableFuture<Map<String, KeyResult<PutResult>>> future = async.putAll(
                entries(ClientFixture.CONCURRENCY + 2), CallOptions.DEFAULT.withTimeout(Duration.ofMillis(9)));
        fixture.env.advanceNs(TimeUnit.MILLISECONDS.toNanos(9));
        for (int i = 0; i < ClientFixture.CONCURRENCY; i++) {
            engine.next().decide(FakeEngine.absent());
        }
        final Map<String, KeyResult<PutResult>> results = future.join();
        assertTrue(results.get("key3").isOk());
        final QuorumNotMetException late = assertInstanceOf(
                QuorumNotMetException.class, results.get("key5").error());
        assertEquals(QuorumNotMetException.Reason.DEADLINE, late.reason());
        assertEquals(3, late.needed());
        assertEquals(0, late.got());
        assertEquals(Outcome.NOT_APPLIED, late.outcome());
        assertTrue(late.retryable());
        assertEquals(
                "PUT of key \"key5\" was not begun: the 9 ms of its batch of 6 keys had passed", late.getMessage());
    }

    @Test
    void shouldCancelWhatIsInFlightAndBeginNothingMore() throws InterruptedException {
        final CompletableFuture<Map<String, KeyResult<GetResult>>> future = async.getAll(keys(10), CallOptions.DEFAULT);
        final FakeEngine.Begun first = engine.next();
        final FakeEngine.Begun second = engine.next();
        first.decide(FakeEngine.absent());
        assertTrue(future.cancel(true));
        assertTrue(future.isCancelled());
        final OperationCancelledException cause = Cancellations.causeOf(future);
        assertEquals("a batch of 10 GETs was cancelled when 1 had succeeded", cause.getMessage());
        assertEquals(Outcome.NOT_APPLIED, cause.outcome());
        assertFalse(engine.wasCancelled(first), "it was decided");
        assertTrue(engine.wasCancelled(second));
        assertEquals(ClientFixture.CONCURRENCY - 1, engine.unseen());
    }

    @Test
    void shouldTellWhetherACancelledBatchMayHaveWritten() throws InterruptedException {
        final CompletableFuture<Map<String, KeyResult<PutResult>>> written =
                async.putAll(entries(2), CallOptions.DEFAULT);
        engine.next().decide(FakeEngine.absent());
        assertTrue(written.cancel(true));
        assertEquals(Outcome.INDETERMINATE, Cancellations.causeOf(written).outcome());
    }

    @Test
    void shouldReturnWhatItHasWhenInterrupted() throws Exception {
        final CompletableFuture<Map<String, KeyResult<PutResult>>> returned = new CompletableFuture<>();
        final AtomicBoolean interrupted = new AtomicBoolean();
        final Thread caller = new Thread(() -> {
            returned.complete(client.putAll(entries(10)));
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        engine.next().decide(FakeEngine.absent());
        for (int i = 0; i < ClientFixture.CONCURRENCY; i++) {
            engine.next();
        }
        caller.interrupt();
        final Map<String, KeyResult<PutResult>> results = returned.get(20, TimeUnit.SECONDS);
        caller.join(20_000);
        assertTrue(interrupted.get());
        assertTrue(results.get("key0").isOk());
        assertEquals(
                Outcome.INDETERMINATE,
                assertInstanceOf(
                                OperationCancelledException.class,
                                results.get("key1").error())
                        .outcome());
        assertEquals(
                Outcome.NOT_APPLIED,
                assertInstanceOf(
                                OperationCancelledException.class,
                                results.get("key9").error())
                        .outcome());
    }

    @Test
    void shouldFailAsAWholeWhenAResultCannotBeRead() throws InterruptedException {
        final CompletableFuture<Map<String, KeyResult<GetResult>>> future = async.getAll(keys(10), CallOptions.DEFAULT);
        engine.next().decide(new BrokenView(FakeEngine.found("v")));
        assertInstanceOf(
                OutOfMemoryError.class,
                assertThrows(CompletionException.class, future::join).getCause());
        assertTrue(engine.wasCancelled(engine.next()));
    }

    @Test
    void shouldFailAsAWholeWhenTheEngineThrows() throws InterruptedException {
        final IllegalStateException bug = new IllegalStateException("a bug of the engine");
        engine.answer = begun -> {
            if (begun.key().equals("key2")) {
                throw bug;
            }
            return null;
        };
        final CompletableFuture<Map<String, KeyResult<GetResult>>> future = async.getAll(keys(10), CallOptions.DEFAULT);
        assertSame(bug, assertThrows(CompletionException.class, future::join).getCause());
    }

    @Test
    void shouldCompleteByTheExecutor() throws InterruptedException {
        final List<Runnable> tasks = new ArrayList<>();
        final CompletableFuture<List<KeyResult<GetResult>>> future =
                async.getAllBytes(List.of(bytes("k")), CallOptions.DEFAULT.withExecutor(tasks::add));
        engine.next().decide(FakeEngine.absent());
        assertFalse(future.isDone());
        tasks.get(0).run();
        assertEquals(1, future.join().size());
    }

    private static List<String> keys(final int count) {
        return IntStream.range(0, count).mapToObj(i -> "key" + i).toList();
    }

    private static Map<String, String> entries(final int count) {
        final Map<String, String> entries = new LinkedHashMap<>();
        keys(count).forEach(key -> entries.put(key, "v"));
        return entries;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

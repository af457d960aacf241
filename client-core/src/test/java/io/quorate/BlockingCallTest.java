package io.quorate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorateException;
import io.quorate.error.ValidationException;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.time.SystemEnv;
import io.quorate.version.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingCallTest {

    private static final Version OWN = new Version(11, 22);
    private static final Version BEFORE = new Version(33, 44);

    private final ClientFixture fixture = new ClientFixture();
    private final FakeEngine engine = fixture.engine;
    private final QuorateClient client = fixture.client;

    @AfterEach
    void clearInterrupt() {
        assertFalse(Thread.interrupted(), "a test must not leave its thread interrupted");
    }

    @Test
    void shouldReturnWhatAGetFound() throws InterruptedException {
        engine.answer = begun -> FakeEngine.found("v");
        final GetResult result = client.get("k");
        assertEquals(new GetResult(true, new byte[] {'v'}, OWN, true), result);
        assertEquals("v", result.text());
        final FakeEngine.Begun begun = engine.next();
        assertEquals(OperationKind.GET, begun.kind());
        assertEquals("k", begun.key());
        assertFalse(begun.wantPrevious());
        assertEquals(ClientFixture.TIMEOUT_NS, begun.timeoutNs());
    }

    @Test
    void shouldNotLookAtTheClockWhenItNeedNotWait() {
        engine.answer = begun -> FakeEngine.found("v");
        client.get("k");
        client.put("k", "v");
        assertEquals(0, fixture.env.nowReads.get());
    }

    @Test
    void shouldReturnThatNothingWasFound() {
        engine.answer = begun -> FakeEngine.absent();
        final GetResult result = client.get(new byte[] {'k'});
        assertFalse(result.found());
        assertNull(result.value());
        assertNull(result.text());
    }

    @Test
    void shouldReturnVersionAndPreviousValueOfAPut() throws InterruptedException {
        engine.answer = begun -> FakeEngine.found("old");
        final PutResult result = client.put("k", "new");
        assertEquals(OWN, result.version());
        assertEquals(new Previous(true, true, new byte[] {'o', 'l', 'd'}, BEFORE), result.previous());
        assertEquals("old", result.previous().text());
        assertFalse(result.superseded());
        final FakeEngine.Begun begun = engine.next();
        assertEquals(OperationKind.PUT, begun.kind());
        assertEquals("new", begun.value());
        assertTrue(begun.wantPrevious());
    }

    @Test
    void shouldLeaveThePreviousValueOutWhenItIsNotWanted() throws InterruptedException {
        engine.answer = begun -> FakeEngine.found("old");
        final CallOptions options = CallOptions.DEFAULT.withWantPrevious(false);
        final Previous expected = new Previous(true, true, null, BEFORE);
        assertEquals(expected, client.put("k", "new", options).previous());
        assertFalse(engine.next().wantPrevious());
        assertEquals(expected, client.delete("k", options).previous());
        assertFalse(engine.next().wantPrevious());
    }

    @Test
    void shouldReturnVersionAndPreviousValueOfADelete() throws InterruptedException {
        engine.answer = begun -> FakeEngine.found("old");
        final DeleteResult result = client.delete("k");
        assertEquals(OWN, result.version());
        assertEquals("old", result.previous().text());
        assertEquals(OperationKind.DELETE, engine.next().kind());
        assertEquals(result, client.delete(new byte[] {'k'}));
    }

    @Test
    void shouldPassTheTimeoutOfTheCall() throws InterruptedException {
        engine.answer = begun -> FakeEngine.absent();
        client.get("k", CallOptions.DEFAULT.withTimeout(Duration.ofMillis(7)));
        assertEquals(7_000_000, engine.next().timeoutNs());
    }

    @Test
    void shouldThrowTheFailureWithTheTraceOfTheCaller() throws Exception {
        final OverloadedException failure = new OverloadedException("full", ErrorDetails.TRANSIENT);
        final CompletableFuture<Throwable> thrown = inThread(() -> client.get("k"));
        engine.next().decide(FakeEngine.failed(failure));
        assertSame(failure, thrown.get(20, TimeUnit.SECONDS));
        assertTrue(
                Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().contains("lambda")
                                && frame.getClassName().startsWith(BlockingCallTest.class.getName())),
                Arrays.toString(failure.getStackTrace()));
    }

    @Test
    void shouldThrowWhatReadingTheResultThrew() {
        engine.answer = begun -> new BrokenView(FakeEngine.found("v"));
        assertThrows(OutOfMemoryError.class, () -> client.get("k"));
    }

    @Test
    void shouldRefuseThreadsOfTheClientBeforeAnythingIsBegun() {
        engine.ownThread = true;
        final IllegalStateException refused = assertThrows(IllegalStateException.class, () -> client.put("k", "v"));
        assertTrue(
                refused.getMessage()
                        .startsWith("put would block " + Thread.currentThread().getName()),
                refused.getMessage());
        assertTrue(refused.getMessage().contains("use async()"), refused.getMessage());
        assertThrows(IllegalStateException.class, () -> client.get("k"));
        assertThrows(IllegalStateException.class, () -> client.delete("k"));
        assertThrows(IllegalStateException.class, () -> client.getAll(java.util.List.of("k")));
        assertThrows(IllegalStateException.class, () -> client.putAll(java.util.Map.of("k", "v")));
        assertThrows(IllegalStateException.class, client::close);
        assertEquals(0, engine.unseen());
    }

    @Test
    void shouldNotBeginWhenTheThreadIsInterruptedAlready() {
        Thread.currentThread().interrupt();
        final OperationCancelledException cancelled =
                assertThrows(OperationCancelledException.class, () -> client.put("k", "v"));
        assertTrue(Thread.interrupted());
        assertEquals(Outcome.NOT_APPLIED, cancelled.outcome());
        assertEquals(0, engine.unseen());
    }

    @Test
    void shouldCancelAndStayInterruptedWhenInterruptedWhileWaiting() throws Exception {
        final AtomicReference<Thread> caller = new AtomicReference<>();
        final AtomicBoolean interrupted = new AtomicBoolean();
        final CompletableFuture<Throwable> thrown = inThread(() -> {
            caller.set(Thread.currentThread());
            try {
                return client.put("k", "v");
            } finally {
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        final FakeEngine.Begun begun = engine.next();
        caller.get().interrupt();
        final QuorateException cancelled = (QuorateException) thrown.get(20, TimeUnit.SECONDS);
        assertTrue(cancelled instanceof OperationCancelledException);
        assertEquals(Outcome.INDETERMINATE, cancelled.outcome());
        assertTrue(engine.wasCancelled(begun));
        assertTrue(interrupted.get());
    }

    @Test
    void shouldReturnTheResultWhenTheDecisionWinsAgainstTheInterrupt() throws Exception {
        engine.cancelDecides = false;
        final CompletableFuture<PutResult> result = new CompletableFuture<>();
        final AtomicBoolean interrupted = new AtomicBoolean();
        final Thread caller = new Thread(() -> {
            result.complete(client.put("k", "v"));
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        final FakeEngine.Begun begun = engine.next();
        caller.interrupt();
        while (!engine.wasCancelled(begun)) {
            Thread.onSpinWait();
        }
        begun.decide(FakeEngine.found("old"));
        assertEquals(OWN, result.get(20, TimeUnit.SECONDS).version());
        caller.join(20_000);
        assertTrue(interrupted.get());
    }

    @Test
    void shouldGiveUpWhenASecondInterruptComes() throws Exception {
        engine.cancelDecides = false;
        final AtomicReference<Thread> caller = new AtomicReference<>();
        final CompletableFuture<Throwable> thrown = inThread(() -> {
            caller.set(Thread.currentThread());
            return client.put("k", "v");
        });
        final FakeEngine.Begun begun = engine.next();
        caller.get().interrupt();
        while (!engine.wasCancelled(begun)) {
            Thread.onSpinWait();
        }
        caller.get().interrupt();
        final QuorateException cancelled = (QuorateException) thrown.get(20, TimeUnit.SECONDS);
        assertTrue(cancelled instanceof OperationCancelledException);
        assertEquals(Outcome.INDETERMINATE, cancelled.outcome());
    }

    @Test
    void shouldNotWaitForEverForAnEngineThatNeverDecides() throws InterruptedException {
        engine.cancelDecides = false;
        final Calls calls = new Calls(engine, new SystemEnv("never started"), fixture.faults, 2_000_000, 2, 3, 1);
        final Blocking impatient = new Blocking(calls, 1_000_000);
        final IllegalStateException broken =
                assertThrows(IllegalStateException.class, () -> impatient.get(new byte[] {'k'}, CallOptions.DEFAULT));
        assertTrue(
                broken.getMessage().startsWith("get was not decided 1 ms after its deadline of 2 ms"),
                broken.getMessage());
        assertTrue(engine.wasCancelled(engine.next()));
    }

    @Test
    void shouldNotWaitForEverForABatchThatIsNeverDecided() throws InterruptedException {
        engine.cancelDecides = false;
        final Blocking impatient = new Blocking(fixture.calls, 1_000_000);
        final OperationFuture<GetResult> future = fixture.calls.get(new byte[] {'k'}, CallOptions.DEFAULT, null);
        assertThrows(IllegalStateException.class, () -> impatient.await(future, 2_000_000, "getAll"));
        assertTrue(engine.wasCancelled(engine.next()));
    }

    @Test
    void shouldKeepALateDecisionOutOfTheNextCallWhenTheCallerGaveUp() throws Exception {
        engine.cancelDecides = false;
        final AtomicReference<Thread> caller = new AtomicReference<>();
        final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        final CompletableFuture<GetResult> next = new CompletableFuture<>();
        final Thread thread = new Thread(() -> {
            caller.set(Thread.currentThread());
            try {
                client.put("k", "v");
            } catch (final OperationCancelledException e) {
                thrown.complete(e);
            }
            assertTrue(Thread.interrupted());
            next.complete(client.get("k"));
        });
        thread.start();
        final FakeEngine.Begun givenUp = engine.next();
        thread.interrupt();
        while (!engine.wasCancelled(givenUp)) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thrown.get(20, TimeUnit.SECONDS);
        final FakeEngine.Begun second = engine.next();
        givenUp.decide(FakeEngine.found("late"));
        assertFalse(next.isDone());
        second.decide(FakeEngine.found("own"));
        assertEquals("own", next.get(20, TimeUnit.SECONDS).text());
        thread.join(20_000);
    }

    @Test
    void shouldWaitOnWhenItIsWokenForNothing() throws Exception {
        final CompletableFuture<GetResult> result = new CompletableFuture<>();
        final Thread thread = new Thread(() -> result.complete(client.get("k")));
        thread.start();
        final FakeEngine.Begun begun = engine.next();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 100; i++) {
            LockSupport.unpark(thread);
        }
        assertFalse(result.isDone());
        begun.decide(FakeEngine.found("v"));
        assertEquals("v", result.get(20, TimeUnit.SECONDS).text());
    }

    @Test
    void shouldWakeTheCallerWhenTheDecisionComesFromAnotherThreadAtAnyTime() throws Exception {
        final int calls = 20_000;
        final CompletableFuture<Integer> answered = new CompletableFuture<>();
        new Thread(() -> {
                    int count = 0;
                    for (int i = 0; i < calls; i++) {
                        count += client.get("k").found() ? 1 : 0;
                    }
                    answered.complete(count);
                })
                .start();
        for (int i = 0; i < calls; i++) {
            engine.next().decide(FakeEngine.found("v"));
        }
        assertEquals(calls, answered.get(20, TimeUnit.SECONDS));
    }

    @Test
    void shouldLetAPoolRunOtherTasksWhenItsThreadsWait() throws Exception {
        final ForkJoinPool pool = new ForkJoinPool(1);
        try {
            final ForkJoinTask<GetResult> waits = pool.submit(() -> client.get("k"));
            final FakeEngine.Begun begun = engine.next();
            assertEquals("ran", pool.submit(() -> "ran").get(20, TimeUnit.SECONDS));
            assertFalse(waits.isDone());
            begun.decide(FakeEngine.found("v"));
            assertEquals("v", waits.get(20, TimeUnit.SECONDS).text());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldRefuseTextThatHasNoEncodedForm() {
        final ValidationException inKey = assertThrows(ValidationException.class, () -> client.get("ab\ud800"));
        assertTrue(inKey.getMessage().contains("key has half of a surrogate pair at index 2"), inKey.getMessage());
        final ValidationException inValue = assertThrows(ValidationException.class, () -> client.put("k", "\udc00x"));
        assertTrue(inValue.getMessage().contains("value has half"), inValue.getMessage());
        assertThrows(ValidationException.class, () -> client.delete("\ud800\ud800\udc00"));
        assertEquals(0, engine.unseen());
        assertEquals(3, engine.metrics().value(Counter.FAILED_VALIDATION));
    }

    @Test
    void shouldEncodeTextAsUtf8() throws InterruptedException {
        engine.answer = begun -> FakeEngine.found("\u00fc");
        assertEquals("\u00fc", client.get("\ud83d\ude00k").text());
        assertEquals("\ud83d\ude00k", engine.next().key());
        assertArrayEquals(new byte[] {(byte) 0xc3, (byte) 0xbc}, client.get("k").value());
    }

    @Test
    void shouldNotShowValues() {
        engine.answer = begun -> FakeEngine.found("secret");
        assertEquals(
                "found 6 bytes, version " + OWN + ", confirmed", client.get("k").toString());
        final PutResult put = client.put("k", "secret");
        assertFalse(put.toString().contains("secret"), put.toString());
        assertTrue(put.toString().contains("existed 6 bytes"), put.toString());
    }

    @Test
    void shouldPassAdministrativeCallsOn() {
        assertEquals("k", client.explain("k").key());
        assertEquals("k", client.explain(new byte[] {'k'}).key());
        assertTrue(client.nodes().isEmpty());
        assertTrue(client.ringHealth().healthy());
        assertSame(engine.metrics(), client.metrics());
        client.close();
        assertEquals(ClientFixture.TIMEOUT_NS, engine.closedWithNs);
        client.close(Duration.ZERO);
        assertEquals(0, engine.closedWithNs);
        assertThrows(IllegalArgumentException.class, () -> client.close(Duration.ofNanos(-1)));
    }

    private static CompletableFuture<Throwable> inThread(final Callable<?> call) {
        final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        call.call();
                        thrown.completeExceptionally(new AssertionError("nothing was thrown"));
                    } catch (final Throwable t) {
                        thrown.complete(t);
                    }
                })
                .start();
        return thrown;
    }
}

package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.OverloadedException;
import io.quorate.error.ValidationException;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FutureCallTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeEngine engine = fixture.engine;
    private final AsyncQuorateClient async = fixture.async;

    @Test
    void shouldCompleteEachKindWithItsResult() throws InterruptedException {
        final CompletableFuture<GetResult> get = async.get("k");
        final CompletableFuture<PutResult> put = async.put("k", "v");
        final CompletableFuture<DeleteResult> delete = async.delete("k");
        assertFalse(get.isDone() || put.isDone() || delete.isDone());
        for (final OperationKind kind : OperationKind.values()) {
            final FakeEngine.Begun begun = engine.next();
            assertEquals(kind, begun.kind());
            begun.decide(FakeEngine.found("x"));
        }
        assertEquals("x", get.join().text());
        assertEquals("x", put.join().previous().text());
        assertEquals("x", delete.join().previous().text());
    }

    @Test
    void shouldTakeBytes() {
        engine.answer = begun -> FakeEngine.found(begun.key() + begun.value());
        assertEquals("k", async.get(new byte[] {'k'}).join().text());
        assertEquals(
                "kv",
                async.put(new byte[] {'k'}, new byte[] {'v'}).join().previous().text());
        assertEquals("k", async.delete(new byte[] {'k'}).join().previous().text());
    }

    @Test
    void shouldFailWithTheFailure() throws InterruptedException {
        final OverloadedException failure = new OverloadedException("full", ErrorDetails.TRANSIENT);
        final CompletableFuture<GetResult> future = async.get("k");
        engine.next().decide(FakeEngine.failed(failure));
        assertSame(
                failure, assertThrows(CompletionException.class, future::join).getCause());
    }

    @Test
    void shouldFailWhenTheResultCannotBeRead() {
        engine.answer = begun -> new BrokenView(FakeEngine.found("v"));
        final CompletableFuture<GetResult> future = async.get("k");
        assertInstanceOf(
                OutOfMemoryError.class,
                assertThrows(CompletionException.class, future::join).getCause());
    }

    @Test
    void shouldFailTheFutureWhenTextHasNoEncodedForm() {
        final CompletableFuture<GetResult> future = async.get("\ud800");
        assertInstanceOf(
                ValidationException.class,
                assertThrows(CompletionException.class, future::join).getCause());
        assertTrue(async.put("k", "\ud800").isCompletedExceptionally());
        assertTrue(async.delete("\ud800").isCompletedExceptionally());
        assertEquals(0, engine.unseen());
    }

    @Test
    void shouldCompleteOnTheDecidingThreadWithoutExecutor() throws InterruptedException {
        final AtomicReference<Thread> ranOn = new AtomicReference<>();
        final CompletableFuture<Void> then = async.get("k").thenAccept(result -> ranOn.set(Thread.currentThread()));
        engine.next().decide(FakeEngine.absent());
        assertTrue(then.isDone());
        assertSame(Thread.currentThread(), ranOn.get());
    }

    @Test
    void shouldCompleteByTheExecutorWhenOneIsGiven() throws InterruptedException {
        final Queue<Runnable> tasks = new ArrayDeque<>();
        final CallOptions options = CallOptions.DEFAULT.withExecutor(tasks::add);
        final CompletableFuture<GetResult> good = async.get("k", options);
        final CompletableFuture<GetResult> bad = async.get("k", options);
        engine.next().decide(FakeEngine.found("v"));
        engine.next().decide(FakeEngine.failed(new OverloadedException("full", ErrorDetails.TRANSIENT)));
        assertFalse(good.isDone() || bad.isDone());
        assertEquals(2, tasks.size());
        tasks.forEach(Runnable::run);
        assertEquals("v", good.join().text());
        assertTrue(bad.isCompletedExceptionally());
    }

    @Test
    void shouldLoseNoResultWhenTheExecutorRefuses() throws InterruptedException {
        final Executor refusing = task -> {
            throw new RejectedExecutionException("shut down");
        };
        final CallOptions options = CallOptions.DEFAULT.withExecutor(refusing);
        final CompletableFuture<GetResult> good = async.get("k", options);
        final CompletableFuture<GetResult> bad = async.get("k", options);
        engine.next().decide(FakeEngine.found("v"));
        engine.next().decide(FakeEngine.failed(new OverloadedException("full", ErrorDetails.TRANSIENT)));
        assertEquals("v", good.join().text());
        assertTrue(bad.isCompletedExceptionally());
        assertEquals(2, engine.metrics().value(Counter.HANDLER_FAULTS));
        assertEquals(2, fixture.listener.faults.size());
        assertEquals(2, engine.metrics().value(Counter.LISTENER_FAULTS), "the listener throws, which is counted too");
    }

    @Test
    void shouldReachTheOperationWhenCancelled() throws InterruptedException {
        final CompletableFuture<PutResult> future = async.put("k", "v");
        final FakeEngine.Begun begun = engine.next();
        assertTrue(future.cancel(true));
        assertTrue(engine.wasCancelled(begun));
        assertTrue(future.isCancelled());
        final OperationCancelledException cause = Cancellations.causeOf(future);
        assertEquals(Outcome.INDETERMINATE, cause.outcome());
        assertEquals("cancelled", cause.getMessage());
    }

    @Test
    void shouldNotWaitForTheExecutorWhenCancelled() throws InterruptedException {
        final Queue<Runnable> tasks = new ArrayDeque<>();
        final CompletableFuture<PutResult> future = async.put("k", "v", CallOptions.DEFAULT.withExecutor(tasks::add));
        engine.next();
        assertTrue(future.cancel(true));
        assertEquals("cancelled", Cancellations.causeOf(future).getMessage());
        assertTrue(tasks.isEmpty());
    }

    @Test
    void shouldAssumeTheWorstWhenCancelledWhileAnotherThreadDecides() throws InterruptedException {
        engine.cancelDecides = false;
        final CompletableFuture<PutResult> future = async.put("k", "v");
        final FakeEngine.Begun begun = engine.next();
        assertTrue(future.cancel(true));
        final OperationCancelledException cause = Cancellations.causeOf(future);
        assertEquals(Outcome.INDETERMINATE, cause.outcome());
        begun.decide(FakeEngine.found("late"));
        assertTrue(future.isCancelled());
    }

    @Test
    void shouldKeepTheResultWhenCancelledTooLate() throws InterruptedException {
        final CompletableFuture<GetResult> future = async.get("k");
        final FakeEngine.Begun begun = engine.next();
        begun.decide(FakeEngine.found("v"));
        assertFalse(future.cancel(true));
        assertFalse(future.isCancelled());
        assertFalse(engine.wasCancelled(begun));
        assertEquals("v", future.join().text());
    }

    @Test
    void shouldNotCancelThroughDerivedFutures() throws InterruptedException {
        final CompletableFuture<GetResult> future = async.get("k");
        final CompletableFuture<String> derived = future.thenApply(GetResult::text);
        assertNotSame(future.getClass(), derived.getClass());
        assertTrue(derived.cancel(true));
        final FakeEngine.Begun begun = engine.next();
        assertFalse(engine.wasCancelled(begun));
        begun.decide(FakeEngine.found("v"));
        assertEquals("v", future.join().text());
    }
}

package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.engine.OperationView;
import io.quorate.error.ErrorDetails;
import io.quorate.error.OverloadedException;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CallbackCallTest {

    private static final byte[] BYTES = "..key,value..".getBytes(StandardCharsets.US_ASCII);

    private final ClientFixture fixture = new ClientFixture();
    private final FakeEngine engine = fixture.engine;
    private final QuorateClient client = fixture.client;
    private final List<OperationView> views = new ArrayList<>();
    private final OperationCallback callback = views::add;
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Test
    void shouldPassRangesAndHandTheFlyweightOn() throws InterruptedException {
        client.get(BYTES, 2, 3, CallOptions.DEFAULT, callback);
        client.put(BYTES, 2, 3, BYTES, 6, 5, CallOptions.DEFAULT, callback);
        client.delete(BYTES, 2, 3, CallOptions.DEFAULT.withWantPrevious(false), callback);
        final FakeEngine.Begun get = engine.next();
        final FakeEngine.Begun put = engine.next();
        final FakeEngine.Begun delete = engine.next();
        assertEquals(OperationKind.GET, get.kind());
        assertEquals("key", get.key());
        assertFalse(get.wantPrevious());
        assertSame(callback, get.attachment());
        assertEquals(OperationKind.PUT, put.kind());
        assertEquals("key", put.key());
        assertEquals("value", put.value());
        assertTrue(put.wantPrevious());
        assertEquals(OperationKind.DELETE, delete.kind());
        assertFalse(delete.wantPrevious());
        final ViewCopy view = FakeEngine.found("x");
        get.decide(view);
        assertSame(view, views.get(0));
    }

    @Test
    void shouldRefuseRangesOutsideTheArrays() {
        assertThrows(IndexOutOfBoundsException.class, () -> client.get(BYTES, 0, 99, CallOptions.DEFAULT, callback));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> client.put(BYTES, 0, 1, BYTES, 12, 2, CallOptions.DEFAULT, callback));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> client.put(BYTES, -1, 1, BYTES, 0, 1, CallOptions.DEFAULT, callback));
        assertThrows(IndexOutOfBoundsException.class, () -> client.delete(BYTES, 13, 1, CallOptions.DEFAULT, callback));
        assertThrows(NullPointerException.class, () -> client.get(BYTES, 0, 1, CallOptions.DEFAULT, null));
        assertEquals(0, engine.unseen());
    }

    @Test
    void shouldCancelByTheHandle() throws InterruptedException {
        final long handle = client.put(BYTES, 2, 3, BYTES, 6, 5, CallOptions.DEFAULT, callback);
        final FakeEngine.Begun begun = engine.next();
        client.cancel(handle);
        assertTrue(engine.wasCancelled(begun));
        assertNotNull(views.get(0).error());
    }

    @Test
    void shouldGiveACopyToTheExecutor() throws InterruptedException {
        client.get(BYTES, 2, 3, CallOptions.DEFAULT.withExecutor(tasks::add), callback);
        final ViewCopy view = FakeEngine.found("value");
        engine.next().decide(view);
        assertTrue(views.isEmpty());
        view.bytes().put(0, (byte) 'X');
        tasks.remove().run();
        final OperationView copy = views.get(0);
        assertNotSame(view, copy);
        assertEquals("value", new String(Values.copyOf(copy), StandardCharsets.US_ASCII));
        assertNull(copy.error());
        assertTrue(copy.exists());
        assertTrue(copy.confirmed());
        assertTrue(copy.previousKnown());
        assertFalse(copy.superseded());
        assertEquals(11, copy.timestamp());
        assertEquals(22, copy.writerId());
        assertEquals(33, copy.previousTimestamp());
        assertEquals(44, copy.previousWriterId());
    }

    @Test
    void shouldGiveAFailureWithoutAnythingElseToTheExecutor() throws InterruptedException {
        client.get(BYTES, 2, 3, CallOptions.DEFAULT.withExecutor(tasks::add), callback);
        final OverloadedException failure = new OverloadedException("full", ErrorDetails.TRANSIENT);
        engine.next().decide(FakeEngine.failed(failure));
        tasks.remove().run();
        assertSame(failure, views.get(0).error());
        assertFalse(views.get(0).exists());
        assertEquals(0, views.get(0).valueLength());
    }

    @Test
    void shouldCallBackWhenTheExecutorRefuses() throws InterruptedException {
        client.get(
                BYTES,
                2,
                3,
                CallOptions.DEFAULT.withExecutor(task -> {
                    throw new RejectedExecutionException("shut down");
                }),
                callback);
        engine.next().decide(FakeEngine.found("v"));
        assertEquals(1, views.size());
        assertEquals(1, engine.metrics().value(Counter.HANDLER_FAULTS));
    }

    @Test
    void shouldCallBackOnceWhenTheExecutorTakesTheTaskAndThrows() throws InterruptedException {
        client.get(
                BYTES,
                2,
                3,
                CallOptions.DEFAULT.withExecutor(task -> {
                    tasks.add(task);
                    throw new RejectedExecutionException("after taking it");
                }),
                callback);
        engine.next().decide(FakeEngine.found("v"));
        tasks.remove().run();
        assertEquals(1, views.size());
    }

    @Test
    void shouldCallBackWithTheFlyweightWhenItCannotBeCopied() throws InterruptedException {
        client.get(BYTES, 2, 3, CallOptions.DEFAULT.withExecutor(tasks::add), callback);
        final OperationView view = new BrokenView(FakeEngine.found("v"));
        engine.next().decide(view);
        assertSame(view, views.get(0));
        assertTrue(tasks.isEmpty());
        assertEquals(1, engine.metrics().value(Counter.HANDLER_FAULTS));
    }

    @Test
    void shouldCountWhatACallbackThrowsOnAnExecutor() throws InterruptedException {
        final IllegalStateException thrown = new IllegalStateException("from the callback");
        client.get(BYTES, 2, 3, CallOptions.DEFAULT.withExecutor(tasks::add), view -> {
            throw thrown;
        });
        engine.next().decide(FakeEngine.found("v"));
        tasks.remove().run();
        assertEquals(List.of(thrown), fixture.listener.faults);
        assertEquals(1, engine.metrics().value(Counter.HANDLER_FAULTS));
    }
}

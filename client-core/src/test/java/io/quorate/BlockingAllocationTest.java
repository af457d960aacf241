package io.quorate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.time.SystemEnv;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a blocking call allocates beside its result: one small object, whether it has to wait or not. */
@Timeout(120)
class BlockingAllocationTest {

    private static final long LIMIT_BYTES = 64;
    private static final int CALLS = 1_000;
    private static final byte[] KEY = "key-0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAYLOAD = "a value of some length".getBytes(StandardCharsets.US_ASCII);
    private static final CallOptions BARE = CallOptions.DEFAULT.withWantPrevious(false);

    private static final ViewCopy FOUND = FakeEngine.found(NoopTransport.VALUE);

    /** Kept here, so that no result can be optimised away. */
    private Object last = "";

    @Test
    void shouldAllocateLittleBesideTheResultWhenItNeedNotWait() {
        final NoopTransport transport = NoopTransport.ofThreeNodes();
        try (QuorateClient client = QuorateClient.builder()
                .target(transport.target())
                .transport(transport)
                .connect()) {
            final long get = measure(() -> client.get(KEY, BARE));
            final long put = measure(() -> client.put(KEY, PAYLOAD, CallOptions.DEFAULT));
            final long barePut = measure(() -> client.put(KEY, PAYLOAD, BARE));
            final long delete = measure(() -> client.delete(KEY, CallOptions.DEFAULT));
            final long found = measure(() -> ResultReader.GET.read(FOUND));
            final long stored = measure(() -> ResultReader.PUT.read(FOUND));
            final long bareStored = measure(() -> ResultReader.PUT_WITHOUT_PREVIOUS.read(FOUND));
            final long deleted = measure(() -> ResultReader.DELETE.read(FOUND));
            assertLittle("get", get - found);
            assertLittle("put", put - stored);
            assertLittle("put without previous value", barePut - bareStored);
            assertLittle("delete", delete - deleted);
        }
    }

    @Test
    void shouldAllocateLittleBesideTheResultWhenItWaits() {
        final SystemEnv env = new SystemEnv("never started");
        final AtomicReference<BlockingCall<GetResult>> begun = new AtomicReference<>();
        final Thread decider = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                final BlockingCall<GetResult> call = begun.getAndSet(null);
                if (call == null) {
                    Thread.onSpinWait();
                } else {
                    BlockingCall.HANDLER.onDecided(FOUND, call);
                }
            }
        });
        decider.start();
        try {
            // The result is made by the deciding thread.
            assertLittle("get", measure(() -> {
                final BlockingCall<GetResult> call = new BlockingCall<>(ResultReader.GET, env);
                begun.set(call);
                assertTrue(await(call));
                return call.result();
            }));
        } finally {
            decider.interrupt();
        }
    }

    private static boolean await(final BlockingCall<?> call) {
        try {
            return call.await(TimeUnit.SECONDS.toNanos(20));
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long measure(final Supplier<Object> call) {
        return AllocationMeter.bytesPerThousandCalls(i -> {
            last = call.get();
            return last == null ? 0 : 1;
        });
    }

    private static void assertLittle(final String what, final long bytesPerThousandCalls) {
        assertTrue(
                bytesPerThousandCalls <= LIMIT_BYTES * CALLS,
                what + " allocates " + bytesPerThousandCalls + " bytes in 1000 calls");
    }
}

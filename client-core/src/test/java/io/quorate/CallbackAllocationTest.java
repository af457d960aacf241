package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.engine.OperationView;
import io.quorate.metrics.Counter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole operations through the callback API: validation, ring, machines, slots, metrics and all, against nodes that do nothing. */
class CallbackAllocationTest {

    private static final byte[] KEYS = "key-0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAYLOAD = "a value of some length".getBytes(StandardCharsets.US_ASCII);
    private static final CallOptions BARE = CallOptions.DEFAULT.withWantPrevious(false);

    private final NoopTransport transport = NoopTransport.ofThreeNodes();
    private final QuorateClient client = QuorateClient.builder()
            .target(transport.target())
            .transport(transport)
            .connect();
    private long decided;
    private long failed;
    private final OperationCallback callback = this::onDecided;

    @AfterEach
    void close() {
        client.close();
        assertEquals(0, client.metrics().gauges().inFlight());
    }

    @Test
    void shouldNotAllocateForGets() {
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(this::get));
        assertEquals(0, failed);
        assertEquals(decided, client.metrics().value(Counter.GETS));
        assertEquals(3 * decided, transport.sends());
    }

    @Test
    void shouldNotAllocateForPuts() {
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> put(i, BARE)));
        assertEquals(0, failed);
        assertEquals(decided, client.metrics().value(Counter.PUTS));
    }

    @Test
    void shouldNotAllocateForPutsThatBringThePreviousValue() {
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> put(i, CallOptions.DEFAULT)));
        assertEquals(0, failed);
    }

    @Test
    void shouldNotAllocateForDeletes() {
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(this::delete));
        assertEquals(0, failed);
        assertEquals(decided, client.metrics().value(Counter.DELETES));
    }

    @Test
    void shouldNotAllocateForGetsAndPutsInTurn() {
        assertEquals(
                0, AllocationMeter.bytesPerThousandCalls(i -> (i & 1) == 0 ? get(i) : put(i, CallOptions.DEFAULT)));
        assertEquals(0, failed);
    }

    private long get(final int i) {
        client.get(KEYS, i & 7, 4, BARE, callback);
        return decided;
    }

    private long put(final int i, final CallOptions options) {
        client.put(KEYS, i & 7, 4, PAYLOAD, 0, PAYLOAD.length, options, callback);
        return decided;
    }

    private long delete(final int i) {
        client.delete(KEYS, i & 7, 4, BARE, callback);
        return decided;
    }

    private void onDecided(final OperationView view) {
        decided++;
        if (view.error() != null || !view.exists() || view.timestamp() == 0) {
            failed++;
        }
    }
}

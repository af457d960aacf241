package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaRequest;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A request to a node with a memory engine allocates nothing once everything has its size. */
class StorageNodeAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int KEYS = 64;
    private static final int CALLS = 20_000;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int VALUE_BYTES = 100;

    private final TestEnv env = new TestEnv(1);
    private final StorageNode node =
            new StorageNode(NodeConfig.of("a:1", List.of(NodeDescriptor.of("a:1"))), new MemoryEngine(env), env);
    private final NodeReply reply = new NodeReply();
    private final NodeRequest[] requests = new NodeRequest[KEYS];
    private final CountingSink sink = new CountingSink();

    @Test
    void shouldNotAllocateWhenReading() {
        prepare(ReplicaRequest.STORE, 0);
        callAll(KEYS, 1);
        prepare(ReplicaRequest.READ, 0);

        assertAllocatesNothing(calls -> callAll(calls, 0));
        assertEquals(VALUE_BYTES, reply.valueLength());
    }

    @Test
    void shouldNotAllocateWhenOverwritingAtEqualSize() {
        prepare(ReplicaRequest.STORE, ReplicaRequest.FLAG_WANT_PREVIOUS);

        assertAllocatesNothing(calls -> callAll(calls, 1));
        assertEquals(VALUE_BYTES, reply.valueLength());
    }

    @Test
    void shouldNotAllocateWhenStoreIsStale() {
        prepare(ReplicaRequest.STORE, 0);
        callAll(KEYS, 1);

        assertAllocatesNothing(calls -> callAll(calls, 0));
    }

    @Test
    void shouldNotAllocateWhenKeyIsUnknown() {
        prepare(ReplicaRequest.READ_VERSION, 0);

        assertAllocatesNothing(calls -> callAll(calls, 0));
    }

    private void prepare(final byte kind, final int flags) {
        for (int i = 0; i < KEYS; i++) {
            final boolean store = kind == ReplicaRequest.STORE;
            requests[i] = new NodeRequest()
                    .begin(kind)
                    .keyAndValue(
                            ByteBuffer.wrap(Caller.bytes("key-" + i)), ByteBuffer.allocate(store ? VALUE_BYTES : 0))
                    .flags(flags);
        }
    }

    private void callAll(final int calls, final int timestampStep) {
        for (int i = 0; i < calls; i++) {
            final NodeRequest request = requests[i % KEYS];
            request.version(request.timestamp() + timestampStep, 1);
            node.handle(request, reply, sink);
        }
    }

    private void assertAllocatesNothing(final IntConsumer work) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            work.accept(CALLS);
        }
        // The compiler may still be at work: the best of some rounds counts, and it must be exactly 0.
        long fewestBytes = Long.MAX_VALUE;
        final int answersBefore = sink.answers;
        for (int i = 0; i < WARM_UP_ROUNDS && fewestBytes > 0; i++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            work.accept(CALLS);
            fewestBytes = Math.min(fewestBytes, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, fewestBytes, "bytes allocated by " + CALLS + " requests");
        assertEquals(0, (sink.answers - answersBefore) % CALLS);
    }

    private static final class CountingSink implements ReplySink {
        private int answers;

        @Override
        public void onReply(final NodeReply answered) {
            answers++;
        }

        @Override
        public void onFailure(final NodeReply failed, final int fate, final int code, final @Nullable String detail) {
            throw new AssertionError(detail);
        }
    }
}

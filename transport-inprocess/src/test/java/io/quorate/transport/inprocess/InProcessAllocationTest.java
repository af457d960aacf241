package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.quorate.node.NodeRequest;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A send that is answered inside send allocates nothing once everything has its size. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InProcessAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SENDS = 20_000;
    private static final int ROUNDS = 8;
    private static final byte[] KEY = {'k'};
    private static final byte[] VALUE = new byte[100];

    private final EmbeddedCluster cluster = EmbeddedCluster.start(1);
    private final CountingListener listener = new CountingListener();
    private final ReplicaConnection connection =
            cluster.transport().open(cluster.node(0).descriptor(), listener);

    @BeforeEach
    void connect() {
        connection.connect();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void shouldNotAllocateWhenReading() {
        send(storing(), 1);

        assertAllocatesNothing(reading(ReplicaRequest.READ));
    }

    @Test
    void shouldNotAllocateWhenStoring() {
        assertAllocatesNothing(storing());
    }

    @Test
    void shouldNotAllocateWhenCallbackSendsAgain() {
        send(storing(), 1);
        listener.nested = reading(ReplicaRequest.READ);

        assertAllocatesNothing(reading(ReplicaRequest.READ_VERSION));
    }

    private static NodeRequest reading(final byte kind) {
        return new NodeRequest().begin(kind).key(KEY);
    }

    private static NodeRequest storing() {
        return new NodeRequest().begin(ReplicaRequest.STORE).keyAndValue(KEY, VALUE);
    }

    /** Each store is newer than the one before it. */
    private void send(final NodeRequest request, final int times) {
        for (int i = 0; i < times; i++) {
            request.version(request.timestamp() + 1, 1);
            final int result = connection.send(i, request, System.nanoTime() + Link.SECOND_NS);
            if (result != ReplicaConnection.ACCEPTED) {
                throw new AssertionError("send answered " + result);
            }
        }
    }

    private void assertAllocatesNothing(final NodeRequest request) {
        for (int i = 0; i < ROUNDS; i++) {
            send(request, SENDS);
        }
        final long repliesBefore = listener.replies;
        long fewestBytes = Long.MAX_VALUE;
        int rounds = 0;
        for (; rounds < ROUNDS && fewestBytes > 0; rounds++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            send(request, SENDS);
            fewestBytes = Math.min(fewestBytes, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, fewestBytes, "bytes allocated by " + SENDS + " sends");
        final long perSend = listener.nested == null ? 1 : 2;
        assertEquals(perSend * rounds * SENDS, listener.replies - repliesBefore);
    }

    private final class CountingListener implements ReplicaListener {
        private long replies;
        private @Nullable NodeRequest nested;
        private boolean inside;

        @Override
        public void onReply(final long correlationId, final ReplicaReply reply) {
            replies++;
            if (nested != null && !inside) {
                inside = true;
                send(nested, 1);
                inside = false;
            }
        }

        @Override
        public void onFailure(final long correlationId, final int fate, final int code, final @Nullable String detail) {
            throw new AssertionError(detail);
        }

        @Override
        public void onState(final NodeDescriptor node, final int state, final @Nullable String detail) {}
    }
}

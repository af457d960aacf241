package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.node.StorageEngine;
import io.quorate.proto.v1.ReplicaGrpc;
import io.quorate.proto.v1.ScanRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScanServiceTest {

    @Test
    void shouldAnswerWhateverThePageFailedOf() throws InterruptedException {
        final List<Throwable> faults =
                List.of(new IllegalStateException("no disk"), new OutOfMemoryError("no memory for the page"));
        final BlockingQueue<Throwable> next = new LinkedBlockingQueue<>(faults);
        try (TestNode node = new TestNode(options -> options, memory -> failingScans(memory, next))) {
            final ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + node.address())
                    .usePlaintext()
                    .build();
            try {
                final ReplicaGrpc.ReplicaBlockingStub stub =
                        ReplicaGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));
                for (final Throwable fault : faults) {
                    final StatusRuntimeException failure = assertThrows(
                            StatusRuntimeException.class, () -> stub.scan(ScanRequest.getDefaultInstance()));

                    assertEquals(Status.Code.INTERNAL, failure.getStatus().getCode(), failure::toString);
                    assertEquals(
                            "maybe-applied/node-fault", failure.getTrailers().get(WireFailure.FAILURE));
                    assertTrue(failure.getMessage().contains(fault.getMessage()), failure::toString);
                }
                assertEquals(0, stub.scan(ScanRequest.getDefaultInstance()).getEntriesCount());
            } finally {
                channel.shutdownNow();
                assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
            }
        }
    }

    /** Scans fail of one fault after the other, and go to the memory when there is none left. */
    private static StorageEngine failingScans(final StorageEngine memory, final BlockingQueue<Throwable> faults) {
        return (StorageEngine) Proxy.newProxyInstance(
                StorageEngine.class.getClassLoader(), new Class<?>[] {StorageEngine.class}, (proxy, method, args) -> {
                    final Throwable fault = method.getName().equals("scan") ? faults.poll() : null;
                    if (fault != null) {
                        throw fault;
                    }
                    return method.invoke(memory, args);
                });
    }
}

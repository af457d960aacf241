package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.quorate.node.StorageNode;
import io.quorate.proto.v1.ScanEntry;
import io.quorate.proto.v1.ScanRequest;
import io.quorate.proto.v1.ScanResponse;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pages of what a node holds, on a thread of its own, since a scan may wait for a disk.
 *
 * <p>One scan runs at a time and few may wait: it is not what a node is for. A page ends at {@link #MAX_PAGE_BYTES}.
 */
final class ScanService implements AutoCloseable {
    /** Below what clients accept in one message by default, by enough for one more entry of the usual size. */
    static final int MAX_PAGE_BYTES = 1 << 20;

    static final int MAX_PAGE_ENTRIES = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ScanService.class);
    private static final int MAX_WAITING = 16;
    private static final long THREAD_IDLE_SECONDS = 10;

    private final StorageNode node;
    private final ThreadPoolExecutor worker;

    ScanService(final StorageNode node) {
        this.node = node;
        this.worker = new ThreadPoolExecutor(
                1, 1, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    final Thread thread = new Thread(task, "quorate-scan");
                    thread.setDaemon(true);
                    return thread;
                });
        worker.allowCoreThreadTimeOut(true);
    }

    ServerCallHandler<ScanRequest, ScanResponse> handler() {
        return ServerCalls.asyncUnaryCall(this::submit);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    private void submit(final ScanRequest request, final StreamObserver<ScanResponse> observer) {
        try {
            worker.execute(() -> run(request, observer));
        } catch (final RejectedExecutionException e) {
            fail(observer, ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "too many scans are waiting");
        }
    }

    private void run(final ScanRequest request, final StreamObserver<ScanResponse> observer) {
        final ScanResponse page;
        try {
            page = page(request);
        } catch (final RuntimeException | Error e) {
            // Whatever it was, for example no memory for the page: the caller waits.
            fail(observer, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "the scan failed: " + e);
            LOG.warn("a scan failed", e);
            return;
        }
        try {
            observer.onNext(page);
            observer.onCompleted();
        } catch (final RuntimeException e) {
            LOG.debug("nobody waits for a page of a scan any more", e);
        }
    }

    private ScanResponse page(final ScanRequest request) {
        final ScanResponse.Builder out = ScanResponse.newBuilder();
        final int asked = request.getLimitCount();
        final int limitCount = asked <= 0 || asked > MAX_PAGE_ENTRIES ? MAX_PAGE_ENTRIES : asked;
        final int[] pageBytes = new int[1];
        final byte[] nextKey = node.scan(
                request.getStartKey().toByteArray(),
                request.getEndKey().toByteArray(),
                limitCount,
                request.getWantValues(),
                (key, entry) -> {
                    final ScanEntry taken = entryOf(key, entry, request.getWantValues());
                    final int size = taken.getSerializedSize();
                    // One entry at least, however large, so that every page leads on.
                    if (pageBytes[0] > 0 && pageBytes[0] + size > MAX_PAGE_BYTES) {
                        return false;
                    }
                    pageBytes[0] += size;
                    out.addEntries(taken);
                    return true;
                });
        if (nextKey != null) {
            out.setNextKey(ByteString.copyFrom(nextKey));
        }
        return out.setNode(ReplicaMethods.infoOf(node)).build();
    }

    private static ScanEntry entryOf(final byte[] key, final ReplicaReply entry, final boolean wantValue) {
        final ScanEntry.Builder out = ScanEntry.newBuilder()
                .setKey(ByteString.copyFrom(key))
                .setTimestamp(entry.timestamp())
                .setWriterId(entry.writerId())
                .setTombstone(entry.result() == ReplicaReply.TOMBSTONE);
        if (wantValue && entry.valueLength() > 0) {
            final byte[] value = new byte[entry.valueLength()];
            entry.bytes().get(entry.valueOffset(), value);
            out.setValue(UnsafeByteOperations.unsafeWrap(value));
        }
        return out.build();
    }

    private void fail(
            final StreamObserver<ScanResponse> observer, final int fate, final int code, final String detail) {
        final Status status = WireFailure.statusOf(fate, code, detail);
        observer.onError(status.asRuntimeException(
                WireFailure.trailersOf(fate, code, node.ringState().epoch())));
    }
}

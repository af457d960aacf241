package io.quorate.transport.grpc;

import java.util.concurrent.atomic.LongAdder;

/** Counts what travels on the streams of a transport: frames, the requests and answers in them, and their bytes. Thread-safe. */
final class Traffic {
    private final LongAdder framesSent = new LongAdder();
    private final LongAdder requestsSent = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder framesReceived = new LongAdder();
    private final LongAdder repliesReceived = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();

    void sent(final int requests, final int bytes) {
        framesSent.increment();
        requestsSent.add(requests);
        bytesSent.add(bytes);
    }

    void received(final int replies, final int bytes) {
        framesReceived.increment();
        repliesReceived.add(replies);
        bytesReceived.add(bytes);
    }

    Counts counts() {
        return new Counts(
                framesSent.sum(),
                requestsSent.sum(),
                bytesSent.sum(),
                framesReceived.sum(),
                repliesReceived.sum(),
                bytesReceived.sum());
    }

    /** Sums at one moment; those of one direction belong together only while nothing travels. */
    record Counts(
            long framesSent,
            long requestsSent,
            long bytesSent,
            long framesReceived,
            long repliesReceived,
            long bytesReceived) {
        Counts since(final Counts earlier) {
            return new Counts(
                    framesSent - earlier.framesSent,
                    requestsSent - earlier.requestsSent,
                    bytesSent - earlier.bytesSent,
                    framesReceived - earlier.framesReceived,
                    repliesReceived - earlier.repliesReceived,
                    bytesReceived - earlier.bytesReceived);
        }
    }
}

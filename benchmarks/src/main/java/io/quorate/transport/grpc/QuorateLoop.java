package io.quorate.transport.grpc;

import io.quorate.CallOptions;
import io.quorate.OperationCallback;
import io.quorate.QuorateClient;
import io.quorate.bench.Clients;
import io.quorate.bench.ClosedLoop;
import io.quorate.bench.Keys;
import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import java.util.List;

/** The library's client by its callback API, every node a replica, R and W a majority, over {@link GrpcTransport}. */
final class QuorateLoop extends ClosedLoop {

    private static final CallOptions OPTIONS = CallOptions.DEFAULT.withWantPrevious(false);

    private final QuorateClient client;
    private final Keys keys;
    private final byte[] value;
    private final boolean puts;
    private final Lane[] lanes;

    QuorateLoop(
            final QuorateClient client, final Keys keys, final byte[] value, final boolean puts, final int laneCount) {
        super(laneCount);
        this.client = client;
        this.keys = keys;
        this.value = value;
        this.puts = puts;
        this.lanes = new Lane[laneCount];
        for (int i = 0; i < laneCount; i++) {
            lanes[i] = new Lane(i);
        }
    }

    /** Connects to all nodes with every option at its default; every node holds every key. */
    static QuorateClient connect(final List<String> addresses, final GrpcWire wire) {
        return Clients.connect(addresses, transport(wire));
    }

    /** The one place that chooses the wire. */
    static GrpcTransport transport(final GrpcWire wire) {
        return GrpcTransport.create(GrpcTransportOptions.builder().wire(wire).build());
    }

    QuorateClient client() {
        return client;
    }

    @Override
    protected void begin(final int lane) {
        lanes[lane].begin();
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Lane implements OperationCallback {

        private final int number;
        private int key;

        Lane(final int number) {
            this.number = number;
            this.key = number;
        }

        void begin() {
            final int offset = keys.offset(key);
            key += lanes.length;
            if (puts) {
                client.put(keys.bytes(), offset, keys.lengthBytes(), value, 0, value.length, OPTIONS, this);
            } else {
                client.get(keys.bytes(), offset, keys.lengthBytes(), OPTIONS, this);
            }
        }

        @Override
        public void onDecided(final OperationView view) {
            final QuorateException error = view.error();
            if (error != null) {
                failed(error);
            } else if (!puts && view.valueLength() != value.length) {
                failed(new IllegalStateException("a get found " + view.valueLength() + " bytes"));
            } else {
                ended(number);
            }
        }
    }
}

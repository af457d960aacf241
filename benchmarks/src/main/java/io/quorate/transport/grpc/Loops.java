package io.quorate.transport.grpc;

import io.quorate.bench.ClosedLoop;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Nodes in a JVM of their own, filled, and the loops of all sides to them; each is opened when it is first used, and kept, so that it stays warm. */
final class Loops implements AutoCloseable {

    private final NodesProcess nodes;
    private final Load load;
    private final int laneCount;
    private final Map<String, ClosedLoop> open = new HashMap<>();

    private Loops(final NodesProcess nodes, final Load load, final int laneCount) {
        this.nodes = nodes;
        this.load = load;
        this.laneCount = laneCount;
    }

    /** Starts nodes and fills them. */
    static Loops start(final Load load, final int laneCount) throws IOException, InterruptedException {
        final NodesProcess nodes = NodesProcess.start(load.replicas());
        try {
            load.preload(nodes.addresses());
        } catch (final RuntimeException e) {
            nodes.close();
            throw e;
        }
        return new Loops(nodes, load, laneCount);
    }

    NodesProcess nodes() {
        return nodes;
    }

    ClosedLoop get(final Side side, final String op) throws IOException {
        final String name = side + " " + op;
        ClosedLoop loop = open.get(name);
        if (loop == null) {
            loop = side.open(nodes, load, op.equals("put"), laneCount);
            open.put(name, loop);
        }
        return loop;
    }

    /** Closes a loop in which something failed; the next one to ask gets a new one. */
    void discard(final Side side, final String op) {
        final ClosedLoop loop = open.remove(side + " " + op);
        if (loop != null) {
            loop.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            open.values().forEach(ClosedLoop::close);
        } finally {
            nodes.close();
        }
    }
}

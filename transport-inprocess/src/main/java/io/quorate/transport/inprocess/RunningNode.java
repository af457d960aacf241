package io.quorate.transport.inprocess;

import io.quorate.node.StorageNode;

/** One run of an {@link EmbeddedNode}, from its start to its crash. */
final class RunningNode {
    final NodePort port;
    final StorageNode storage;
    final DeliveryPool pool = new DeliveryPool(this);
    private volatile boolean down;

    RunningNode(final NodePort port, final StorageNode storage) {
        this.port = port;
        this.storage = storage;
    }

    boolean isDown() {
        return down;
    }

    void goDown() {
        down = true;
    }
}

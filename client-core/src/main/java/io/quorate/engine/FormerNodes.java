package io.quorate.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of sends that were under way when their operation moved to another ring: the cell of such a send names a replica that may be
 * another node by now.
 *
 * <p><b>Threads.</b> Belongs to the drainer of its slot. <b>Allocation.</b> Only at the first move of a slot.
 */
final class FormerNodes {

    private final int cells;
    private long former;
    private @Nullable Node @Nullable [] nodes;

    FormerNodes(final int cells) {
        this.cells = cells;
    }

    /** Keeps the nodes of the cells in use, a bit each, that belong to the present replicas; cells that are former already stay what they are. */
    void keep(final Node[] replicas, final long usedCells) {
        @Nullable Node[] kept = nodes;
        if (kept == null) {
            kept = new Node[cells];
            nodes = kept;
        }
        for (long rest = usedCells & ~former; rest != 0; rest &= rest - 1) {
            final int cell = Long.numberOfTrailingZeros(rest);
            kept[cell] = replicas[OperationSlot.replicaOf(cell)];
        }
        former |= usedCells;
    }

    /** Whether a cell's send is one of those. */
    boolean isFormer(final int cell) {
        return (former & (1L << cell)) != 0;
    }

    /** The node that a cell's send went to. */
    Node of(final int cell, final Node present) {
        final @Nullable Node[] kept = nodes;
        final Node node = isFormer(cell) && kept != null ? kept[cell] : null;
        return node == null ? present : node;
    }

    /** A new send takes the cell. */
    void reuse(final int cell) {
        former &= ~(1L << cell);
    }

    void clear() {
        final @Nullable Node[] kept = nodes;
        if (former != 0 && kept != null) {
            Arrays.fill(kept, null);
            former = 0;
        }
    }
}

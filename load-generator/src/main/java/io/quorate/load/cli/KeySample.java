package io.quorate.load.cli;

import io.quorate.load.workload.Workload;
import java.util.BitSet;

/** The keys of one of several generators, and a sample of them that is spread evenly. Threads: any, once it is made. */
final class KeySample {

    private final BitSet chosen = new BitSet();
    private final int own;

    /** Chooses so many keys, or all that there are. */
    KeySample(final int keyCount, final int shard, final int shards, final int most) {
        int count = 0;
        for (int key = 0; key < keyCount; key++) {
            count += isOwn(key, shard, shards) ? 1 : 0;
        }
        own = count;
        final long size = Math.min(most, own);
        long rank = 0;
        for (int key = 0; key < keyCount; key++) {
            if (isOwn(key, shard, shards)) {
                if (rank * size / own != (rank + 1) * size / own) {
                    chosen.set(key);
                }
                rank++;
            }
        }
    }

    private static boolean isOwn(final int key, final int shard, final int shards) {
        return shards == 1 || Workload.owner(key, shards) == shard;
    }

    /** How many keys are the generator's. */
    int own() {
        return own;
    }

    boolean contains(final int key) {
        return chosen.get(key);
    }
}

package io.quorate.testkit.simulation;

import io.quorate.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file that is only appended to, on a disk that takes its time to sync. It outlives the process that writes it.
 *
 * <p>What was written is read back at once while the machine is up. A sync covers what was written before it began. When the power is
 * lost each write that no sync has covered is kept, dropped (its place holds zeros) or torn (its beginning is there), by seed.
 *
 * <p><b>Threads.</b> The world's.
 */
final class SimulatedDisk {

    private static final int FIRST_BYTES = 1 << 12;
    private static final long QUICKEST_MEAN_SYNC_NS = 50_000;
    private static final long SLOWEST_MEAN_SYNC_NS = 3_000_000;
    private static final long CALM_SYNC_NS = 50_000;
    private static final long SLOW_SYNC_FROM_NS = 10_000_000;
    private static final long SLOW_SYNC_TO_NS = 200_000_000;
    private static final int WAYS_TO_GO = 3;

    /** Somebody who waits until all before a position is synced. */
    private record Waiter(int position, Runnable then) {}

    private final FaultPlan faults;
    private final SimulatedProcess process;
    private final SeededRandom random;
    private final double meanSyncNs;
    private final List<Integer> unsyncedEnds = new ArrayList<>();
    private List<Waiter> waiters = new ArrayList<>();
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int synced;
    private boolean syncing;
    private int life;

    SimulatedDisk(final SimulatedWorld world, final FaultPlan faults, final SimulatedProcess process) {
        this.faults = faults;
        this.process = process;
        this.random = world.random(process.name() + "/disk");
        this.meanSyncNs = random.between(QUICKEST_MEAN_SYNC_NS, SLOWEST_MEAN_SYNC_NS);
    }

    /** Writes, and begins a sync unless one is under way; returns the position behind what was written. */
    int append(final byte[] written) {
        if (bytes.length - length < written.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + written.length));
        }
        System.arraycopy(written, 0, bytes, length, written.length);
        length += written.length;
        unsyncedEnds.add(length);
        beginSync();
        return length;
    }

    /** Does something once everything before a position is synced, possibly at once. */
    void whenSynced(final int position, final Runnable then) {
        if (position <= synced) {
            then.run();
        } else {
            waiters.add(new Waiter(position, then));
        }
    }

    /** Everything written so far that is still there. */
    byte[] read() {
        return Arrays.copyOf(bytes, length);
    }

    /** Cuts off a torn end, and syncs the rest: the end of a recovery. */
    void truncate(final int newLength) {
        length = newLength;
        synced = newLength;
        unsyncedEnds.clear();
    }

    /** The process that wrote has gone; with the power goes what was not synced, else only the end of the last write. */
    void crash(final boolean powerLost) {
        life++;
        syncing = false;
        waiters = new ArrayList<>();
        int start = synced;
        int kept = synced;
        for (int i = 0; i < unsyncedEnds.size(); i++) {
            final int end = unsyncedEnds.get(i);
            final boolean last = i == unsyncedEnds.size() - 1;
            final int left = powerLost || (last && random.below(2) == 0) ? remains(end - start) : end - start;
            Arrays.fill(bytes, start + left, end, (byte) 0);
            kept = left == 0 ? kept : end;
            start = end;
        }
        // Whether the file's length was known to survive is left to chance too.
        length = random.below(2) == 0 ? kept : length;
        unsyncedEnds.clear();
    }

    /** Bytes that were written and are not synced. */
    int unsyncedBytes() {
        return length - synced;
    }

    private int remains(final int written) {
        return switch (random.below(WAYS_TO_GO)) {
            case 0 -> 0;
            case 1 -> random.below(written);
            default -> written;
        };
    }

    private void beginSync() {
        if (syncing) {
            return;
        }
        syncing = true;
        final int covered = length;
        final int writtenIn = life;
        final long usualNs = faults.isHealed() ? CALM_SYNC_NS : random.exponential(meanSyncNs);
        final boolean slow = faults.strikes(FaultClass.SLOW_SYNC, process.name());
        final long takesNs = slow ? usualNs + random.between(SLOW_SYNC_FROM_NS, SLOW_SYNC_TO_NS) : usualNs;
        process.after(takesNs, () -> {
            if (writtenIn == life) {
                endSync(covered);
            }
        });
    }

    private void endSync(final int covered) {
        syncing = false;
        synced = covered;
        unsyncedEnds.removeIf(end -> end <= covered);
        if (length > synced) {
            beginSync();
        }
        final List<Waiter> before = waiters;
        waiters = new ArrayList<>();
        for (final Waiter waiter : before) {
            whenSynced(waiter.position(), waiter.then());
        }
    }
}

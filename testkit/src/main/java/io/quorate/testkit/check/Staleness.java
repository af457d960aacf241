package io.quorate.testkit.check;

import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far histories are from linearizable, in figures: for levels of consistency that promise less.
 *
 * <p>All of it goes by versions, with nothing found below every version, and by real time. A version is <i>established</i> at the first
 * moment at which its write was acknowledged or a get that found it had returned.
 *
 * <ul>
 *   <li>A get that succeeded is <b>stale</b> if a write of a higher version than it found had been acknowledged before the get was
 *       invoked. Its <b>age</b> is the time from the first such acknowledgement to the invocation: for so long it had been possible to
 *       know better. This is about replicas that are behind, and 0 where quorums meet.
 *   <li>A write that was acknowledged is a <b>lost update</b> if a higher version than its own had been established before it was
 *       invoked: it came later, and yet what was there first wins, so that no quorum get will find it. This is about clocks that disagree.
 *       Of two writes that overlap in time, and of which neither was found before the other was invoked, none is lost by that.
 *   <li>A get that succeeded is <b>backward</b> if an earlier get of the same client, over before this one was invoked, had found a
 *       higher version.
 * </ul>
 *
 * <p>In a linearizable history in the order of its versions all three are 0. The converse does not hold: two gets of different clients
 * may see a write that is not acknowledged yet, and not see it again.
 *
 * <p><b>Threads.</b> Not thread-safe. <b>Units.</b> Nanoseconds. <b>Cost.</b> O(n log n) in time; memory for one number per stale get.
 */
public final class Staleness {

    private static final Comparator<@Nullable Version> NOTHING_FIRST =
            Comparator.nullsFirst(Comparator.<Version>naturalOrder());
    private static final int FIRST_CAPACITY = 16;

    private long gets;
    private long writes;
    private long lostUpdates;
    private long backwardGets;
    private long[] agesNs = new long[FIRST_CAPACITY];
    private int stale;
    private boolean isSorted = true;

    /** Starts with nothing. */
    public Staleness() {}

    /**
     * Adds what a history shows; its keys are taken one by one.
     *
     * @param history any history
     * @return this
     */
    public Staleness add(final History history) {
        history.byKey().values().forEach(this::addKey);
        return this;
    }

    /**
     * Adds the figures of other histories.
     *
     * @param other figures, unchanged
     * @return this
     */
    public Staleness add(final Staleness other) {
        gets += other.gets;
        writes += other.writes;
        lostUpdates += other.lostUpdates;
        backwardGets += other.backwardGets;
        for (int i = 0; i < other.stale; i++) {
            addAge(other.agesNs[i]);
        }
        return this;
    }

    /**
     * Gets that succeeded.
     *
     * @return count
     */
    public long gets() {
        return gets;
    }

    /**
     * Puts and deletes that were acknowledged.
     *
     * @return count
     */
    public long writes() {
        return writes;
    }

    /**
     * Stale gets.
     *
     * @return count
     */
    public long staleGets() {
        return stale;
    }

    /**
     * Ages of stale gets.
     *
     * @param share of stale gets that are no older, 0 to 1; 1 for the oldest
     * @return nanoseconds, 0 if no get was stale
     */
    public long staleAgeNs(final double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share=" + share + " must be 0 to 1");
        }
        if (stale == 0) {
            return 0;
        }
        if (!isSorted) {
            Arrays.sort(agesNs, 0, stale);
            isSorted = true;
        }
        return agesNs[Math.max(0, (int) Math.ceil(share * stale) - 1)];
    }

    /**
     * Lost updates.
     *
     * @return count
     */
    public long lostUpdates() {
        return lostUpdates;
    }

    /**
     * Backward gets.
     *
     * @return count
     */
    public long backwardGets() {
        return backwardGets;
    }

    private void addKey(final List<Operation> operations) {
        final List<Operation> acknowledged = new ArrayList<>();
        final List<Operation> established = new ArrayList<>();
        for (final Operation operation : operations) {
            if (operation.end() == Operation.End.OK) {
                established.add(operation);
                if (operation.isWrite()) {
                    acknowledged.add(operation);
                }
            }
        }
        final FirstAbove acknowledgedAbove = new FirstAbove(acknowledged);
        final FirstAbove establishedAbove = new FirstAbove(established);
        final Map<Integer, List<Operation>> getsByClient = new HashMap<>();
        for (final Operation operation : established) {
            if (operation.isWrite()) {
                writes++;
                lostUpdates += establishedAbove.timeNs(operation.version()) < operation.invokedNs() ? 1 : 0;
            } else {
                gets++;
                final long sinceNs = acknowledgedAbove.timeNs(operation.version());
                if (sinceNs < operation.invokedNs()) {
                    addAge(operation.invokedNs() - sinceNs);
                }
                getsByClient
                        .computeIfAbsent(operation.client(), client -> new ArrayList<>())
                        .add(operation);
            }
        }
        for (final List<Operation> ofClient : getsByClient.values()) {
            final FirstAbove foundAbove = new FirstAbove(ofClient);
            for (final Operation get : ofClient) {
                backwardGets += foundAbove.timeNs(get.version()) < get.invokedNs() ? 1 : 0;
            }
        }
    }

    private void addAge(final long ageNs) {
        if (stale == agesNs.length) {
            agesNs = Arrays.copyOf(agesNs, stale * 2);
        }
        agesNs[stale++] = ageNs;
        isSorted = false;
    }

    /** Tells when, of some operations, the first one had returned that showed a version above a given one. */
    private static final class FirstAbove {

        private final List<Operation> byVersion;
        private final long[] firstNs;

        FirstAbove(final List<Operation> operations) {
            byVersion = new ArrayList<>(operations);
            byVersion.sort(Comparator.comparing(Operation::version, NOTHING_FIRST));
            firstNs = new long[byVersion.size() + 1];
            firstNs[byVersion.size()] = Operation.NEVER;
            for (int i = byVersion.size() - 1; i >= 0; i--) {
                firstNs[i] = Math.min(firstNs[i + 1], byVersion.get(i).endNs());
            }
        }

        /** {@link Operation#NEVER} if there was none. */
        long timeNs(final @Nullable Version version) {
            int low = 0;
            int high = byVersion.size();
            while (low < high) {
                final int middle = (low + high) >>> 1;
                if (NOTHING_FIRST.compare(byVersion.get(middle).version(), version) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return firstNs[low];
        }
    }
}

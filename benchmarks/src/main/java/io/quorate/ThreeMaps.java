package io.quorate;

import io.quorate.version.Versions;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Three replicas by hand: a concurrent map for each, the newest of three look-ups, three merges. No ring, no quorum, no deadline, no copy of
 * the value; keys are strings, whose hash they remember.
 */
final class ThreeMaps {

    private final List<ConcurrentHashMap<String, Stored>> maps =
            List.of(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

    /** The newest that any map holds, null if none does. */
    @Nullable
    Stored get(final String key) {
        Stored newest = null;
        for (int i = 0; i < maps.size(); i++) {
            final Stored held = maps.get(i).get(key);
            if (held != null) {
                newest = newest == null ? held : newer(newest, held);
            }
        }
        return newest;
    }

    /** Stores where it is newer. */
    void put(final String key, final Stored fresh) {
        for (int i = 0; i < maps.size(); i++) {
            maps.get(i).merge(key, fresh, ThreeMaps::newer);
        }
    }

    private static Stored newer(final Stored held, final Stored other) {
        return Versions.isNewer(other.timestamp, other.writerId, held.timestamp, held.writerId) ? other : held;
    }

    /** What a map holds for a key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(long timestamp, long writerId, byte[] value) {}
}

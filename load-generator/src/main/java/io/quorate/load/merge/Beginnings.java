package io.quorate.load.merge;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether the shards of a run began together: if not, part of the load was missing at the beginning, and another at the end. */
final class Beginnings {

    /** An interval of the recordings: within it, nothing tells one from the other. */
    private static final Duration MOST_APART = Duration.ofSeconds(1);

    private Beginnings() {}

    /** What is to be said of shards that began too far apart, by the clocks of their machines; null if they did not. */
    static @Nullable String apart(final Collection<Shard> shards) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (final Shard shard : shards) {
            // That it is a time has been seen when the shard's timeline was read.
            final Instant began = Instant.parse(Members.text(shard.json(), "startedAt"));
            first = began.isBefore(first) ? began : first;
            last = began.isAfter(last) ? began : last;
        }
        final Duration apart = Duration.between(first, last);
        return apart.compareTo(MOST_APART) <= 0
                ? null
                : String.format(
                        Locale.ROOT,
                        "the shards began %.1f s apart, so that the load was not whole all the time: start them by quorate run"
                                + " --start-at, with clocks that agree",
                        apart.toMillis() / (double) TimeUnit.SECONDS.toMillis(1));
    }
}

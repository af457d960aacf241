package io.quorate.load.merge;

/** The seconds of UTC, which are what the clocks of several machines have in common. Threads: any. */
final class Seconds {

    private static final long MS_PER_S = 1_000;

    private Seconds() {}

    /** The second of an interval: that of its middle, since an interval may begin some milliseconds before or after its second. */
    static long of(final long startMs, final long endMs) {
        return Math.floorDiv((startMs + endMs) / 2, MS_PER_S);
    }

    /** When a second begins, milliseconds since 1970. */
    static long startMs(final long second) {
        return second * MS_PER_S;
    }
}

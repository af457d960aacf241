package io.quorate.load.check;

/**
 * One read that returned what it must not, with what is needed to see that.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Nanoseconds since the load began, warm-up included; below 0 is before it. {@link #NONE} where there is nothing.
 *
 * @param kind what is wrong
 * @param operation which operation of the load the read belongs to; {@link #NONE} if it read back after the load
 * @param keyIndex index of the key that was read
 * @param key the key that was read
 * @param run number of the run that wrote the value that was returned; {@link #NONE} if no value was, or it does not tell
 * @param write which operation wrote the value, below 0 for the first value of a key; {@link #NONE} if no value was returned, or it does not tell
 * @param ackNs by when the write that was returned had been acknowledged; of a read that found nothing, the last delete
 * @param newerNs when the newest write began that was known to be in effect before the read; later than {@code ackNs} if that is what is wrong
 * @param beganNs when the read began
 * @param endedNs when it ended
 */
public record Violation(
        ViolationKind kind,
        long operation,
        int keyIndex,
        String key,
        long run,
        long write,
        long ackNs,
        long newerNs,
        long beganNs,
        long endedNs) {

    /** There is no such number. */
    public static final long NONE = Long.MIN_VALUE;
}

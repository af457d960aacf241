package io.quorate.load.health;

/**
 * Garbage collections up to an instant.
 *
 * @param pauses how many there have been
 * @param pausedNs how long they took together; the JVM counts in whole milliseconds
 */
record GcReading(long pauses, long pausedNs) {

    GcReading since(final GcReading earlier) {
        return new GcReading(pauses - earlier.pauses, pausedNs - earlier.pausedNs);
    }
}

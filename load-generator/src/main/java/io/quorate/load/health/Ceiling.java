package io.quorate.load.health;

import org.HdrHistogram.Histogram;

/**
 * What the generator can do at most, see {@link GeneratorCeiling}.
 *
 * <p><b>Units.</b> Operations per second; nanoseconds; bytes.
 *
 * @param opsPerSecond how many operations it can make against a target that takes no time
 * @param rate the rate at which the other two were measured: half of that
 * @param lateness how late operations were sent
 * @param bytesPerOperation what the pacers allocated, below 0 if the JVM does not tell
 */
public record Ceiling(double opsPerSecond, double rate, Histogram lateness, double bytesPerOperation) {}

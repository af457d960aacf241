package io.quorate.load.health;

import io.quorate.load.record.IntervalSink;
import org.HdrHistogram.Histogram;

/**
 * Watches the generator while it makes load: stalls, garbage collection, processor time.
 *
 * <p><b>Threads.</b> One, always the same, calls its methods; the stalls are measured by a thread of its own.
 *
 * <p><b>Allocation.</b> Some per sample, which is taken once per interval; none otherwise.
 *
 * <p><b>Ownership.</b> Owns its thread, which ends with {@link #close}.
 */
public final class GeneratorHealth implements AutoCloseable {

    private static final double P999 = 99.9;

    private final HiccupMeter hiccups;
    private final GcMeter gc;
    private final CpuMeter cpu;
    private CpuReading firstCpu;
    private CpuReading lastCpu;
    private GcReading firstGc;
    private GcReading lastGc;
    private long longestPauseNs;

    GeneratorHealth(final HiccupMeter hiccups, final GcMeter gc, final CpuMeter cpu) {
        this.hiccups = hiccups;
        this.gc = gc;
        this.cpu = cpu;
        firstCpu = cpu.read();
        lastCpu = firstCpu;
        firstGc = gc.read();
        lastGc = firstGc;
    }

    /**
     * Starts to watch this program.
     *
     * @return to be closed
     */
    public static GeneratorHealth start() {
        final HiccupMeter hiccups = new HiccupMeter();
        hiccups.start();
        return new GeneratorHealth(hiccups, new GcMeter(), new CpuMeter());
    }

    /**
     * Ends an interval.
     *
     * @param sink given the stalls of the interval, tagged {@link HiccupMeter#TAG}
     * @return what happened since the last call of this method or of {@link #reset}
     */
    public HealthSample sample(final IntervalSink sink) {
        final CpuReading cpuNow = cpu.read();
        final GcReading gcNow = gc.read();
        final GcReading gcDone = gcNow.since(lastGc);
        longestPauseNs = Math.max(longestPauseNs, gc.takeLongestNs());
        final Histogram stalls = hiccups.endInterval(sink);
        final HealthSample sample = new HealthSample(
                stalls.getValueAtPercentile(P999),
                stalls.getMaxValue(),
                gcDone.pauses(),
                gcDone.pausedNs(),
                cpuNow.ownShareSince(lastCpu),
                cpuNow.busyShareSince(lastCpu),
                cpuNow.stealShareSince(lastCpu));
        lastCpu = cpuNow;
        lastGc = gcNow;
        return sample;
    }

    /**
     * Ends an interval whose stalls nobody keeps.
     *
     * @return what happened since the last call of this method or of {@link #reset}
     */
    public HealthSample sample() {
        return sample(interval -> {});
    }

    /** Forgets what was seen, for example at the end of a warm-up. */
    public void reset() {
        hiccups.reset();
        gc.takeLongestNs();
        longestPauseNs = 0;
        firstCpu = cpu.read();
        lastCpu = firstCpu;
        firstGc = gc.read();
        lastGc = firstGc;
    }

    /**
     * All that was seen since the start or the last {@link #reset}, up to the last {@link #sample}.
     *
     * @return the histogram in it grows with further samples
     */
    public HealthSummary summary() {
        final GcReading gcDone = lastGc.since(firstGc);
        return new HealthSummary(
                lastCpu.atNs() - firstCpu.atNs(),
                hiccups.total(),
                gcDone.pauses(),
                gcDone.pausedNs(),
                longestPauseNs,
                lastCpu.ownShareSince(firstCpu),
                lastCpu.busyShareSince(firstCpu),
                lastCpu.stealShareSince(firstCpu));
    }

    /** Stops to watch; the summary stays. Idempotent. */
    @Override
    public void close() {
        hiccups.close();
        gc.close();
    }
}

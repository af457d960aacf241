package io.quorate.load.report;

import io.quorate.load.health.HealthSummary;
import io.quorate.load.record.Times;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * Shows how the generator fared: as a line for people, and as a member of {@code run.json}.
 *
 * <p><b>Threads.</b> Any.
 */
public final class HealthText {

    private static final double P999 = 99.9;
    private static final double PERCENT = 100;

    private HealthText() {}

    static String line(final HealthSummary health) {
        final Histogram hiccups = health.hiccups();
        return String.format(
                Locale.ROOT,
                "  hiccups p99.9 %s, max %s ms; %,d GC pauses, the longest %s ms; CPU %s, machine %s busy, steal %s",
                Times.ms(hiccups.getValueAtPercentile(P999)),
                Times.ms(hiccups.getMaxValue()),
                health.gcPauses(),
                Times.ms(health.gcLongestNs()),
                percent(health.ownCpuShare()),
                percent(health.busyShare()),
                percent(health.stealShare()));
    }

    private static String percent(final OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", PERCENT * share.getAsDouble()) : "unknown";
    }

    /**
     * The member {@code generator} of {@code run.json}.
     *
     * @param health how it fared
     * @return members; what is unknown is left out
     */
    public static Map<String, Object> members(final HealthSummary health) {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("elapsedNs", health.elapsedNs());
        members.put("hiccups", RunJson.times(health.hiccups()));
        members.put("gcPauses", health.gcPauses());
        members.put("gcPausedNs", health.gcPausedNs());
        members.put("gcLongestNs", health.gcLongestNs());
        health.ownCpuShare().ifPresent(share -> members.put("cpuShare", share));
        health.busyShare().ifPresent(share -> members.put("busyShare", share));
        health.stealShare().ifPresent(share -> members.put("stealShare", share));
        return members;
    }
}

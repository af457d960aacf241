package io.quorate.load.health;

import io.quorate.load.record.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Judges whether the generator did its part in a run.
 *
 * <p><b>Threads.</b> Any. <b>Guarantee.</b> A pure function. However slow the target is, that alone never makes a run invalid or suspect.
 */
public final class HealthJudge {

    /** A load that lacks one operation in a thousand is not the load that was asked for. */
    static final double LEAST_SENT_SHARE = 0.999;

    /** Later than this is too late, when it happens to more than one operation in a hundred: arrivals come in bursts that nobody planned. */
    static final long TOO_LATE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Below a millisecond lie the accuracy of timers and the interval at which stalls are looked for: not worth a word. */
    static final long UNREMARKABLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Less than this part of the response time cannot change what a percentile says by more than a tenth. */
    static final double LATE_SHARE_OF_RESPONSE = 0.1;

    /**
     * One operation in a thousand meets a stall of the 99.9th percentile. Where this alone takes longer than 99 % of all operations, what lies beyond
     * their 99th percentile tells of the machine. A lower limit would find fault with any machine that has more threads than processors.
     */
    static final double STALL_OF_RESPONSE = 1.0;

    /** A pause of half the 99.9th percentile is most of what an operation that meets it waits for. */
    static final double PAUSE_OF_RESPONSE = 0.5;

    /** Pauses that take less of the time than this meet fewer operations than there are beyond the 99.9th percentile. */
    static final double LEAST_PAUSED_SHARE = 0.001;

    /** The kernel counts ticks, so that one or two in a hundred are noise; one moment in twenty is not. */
    static final double MOST_STEAL = 0.05;

    /** What is left for everything else, the kernel's part in sending and receiving included, is less than operations wait for. */
    static final double MOST_OWN_CPU = 0.9;

    private static final double P99 = 99;
    private static final double P999 = 99.9;
    private static final double PERCENT = 100;

    private HealthJudge() {}

    /**
     * Judges a run.
     *
     * @param in what is known of it
     * @return what is to be held against it, the worst first; empty if it is valid, or if nothing was due
     */
    public static List<Finding> judge(final HealthInputs in) {
        final List<Finding> findings = new ArrayList<>();
        if (in.offered() == 0) {
            return findings;
        }
        unsent(in, findings);
        lateness(in, findings);
        final HealthSummary health = in.health();
        if (health != null) {
            if (in.response().getTotalCount() > 0) {
                stalls(health.hiccups(), in.response(), findings);
                pauses(health, in.response(), findings);
            }
            processors(health, findings);
        }
        return findings;
    }

    private static void unsent(final HealthInputs in, final List<Finding> findings) {
        if (in.overdue() > (1 - LEAST_SENT_SHARE) * in.offered()) {
            add(
                    findings,
                    Finding.Severity.INVALID,
                    "%,d of %,d operations had not been sent by the end of the load, while there was room for more in flight"
                            + " (%.2f %% were; at least %.1f %% are needed): lower the rate, or see quorate doctor for what this"
                            + " machine can do",
                    in.overdue(),
                    in.offered(),
                    PERCENT * (in.offered() - in.overdue()) / in.offered(),
                    PERCENT * LEAST_SENT_SHARE);
        }
    }

    private static void lateness(final HealthInputs in, final List<Finding> findings) {
        final long lateNs = in.lateness().getValueAtPercentile(P99);
        final long responseNs = in.response().getValueAtPercentile(P99);
        if (lateNs > TOO_LATE_NS) {
            add(
                    findings,
                    Finding.Severity.INVALID,
                    "1 %% of the operations started more than %s ms after their intended start, while there was room for"
                            + " more in flight (limit %s ms): lower the rate, or give the generator processors of its own",
                    Times.ms(lateNs),
                    Times.ms(TOO_LATE_NS));
        } else if (lateNs > UNREMARKABLE_NS && lateNs > LATE_SHARE_OF_RESPONSE * responseNs) {
            add(
                    findings,
                    Finding.Severity.SUSPECT,
                    "1 %% of the operations started more than %s ms late by the generator's own doing, which shows in the"
                            + " response times (p99 %s ms; limit %.0f %% of it): lower the rate, or give the generator"
                            + " processors of its own",
                    Times.ms(lateNs),
                    Times.ms(responseNs),
                    PERCENT * LATE_SHARE_OF_RESPONSE);
        }
    }

    private static void stalls(final Histogram hiccups, final Histogram response, final List<Finding> findings) {
        final long stallNs = hiccups.getValueAtPercentile(P999);
        final long responseNs = response.getValueAtPercentile(P99);
        if (stallNs > UNREMARKABLE_NS && stallNs > STALL_OF_RESPONSE * responseNs) {
            add(
                    findings,
                    Finding.Severity.SUSPECT,
                    "this program stood still for %s ms and more in one moment of a thousand (at most %s ms), which is longer"
                            + " than the response time's p99 of %s ms: read nothing into what lies beyond; use a machine"
                            + " that is less busy",
                    Times.ms(stallNs),
                    Times.ms(hiccups.getMaxValue()),
                    Times.ms(responseNs));
        }
    }

    private static void pauses(final HealthSummary health, final Histogram response, final List<Finding> findings) {
        final long longestNs = health.gcLongestNs();
        final long responseNs = response.getValueAtPercentile(P999);
        if (longestNs > UNREMARKABLE_NS
                && longestNs > PAUSE_OF_RESPONSE * responseNs
                && health.gcPausedNs() > LEAST_PAUSED_SHARE * health.elapsedNs()) {
            add(
                    findings,
                    Finding.Severity.SUSPECT,
                    "garbage collection paused this program for up to %s ms, and for %.2f %% of the time (limits: %.0f %% of the"
                            + " response time's p99.9 of %s ms, and %.1f %%): give it more heap (-Xmx), or a collector"
                            + " with short pauses (-XX:+UseZGC)",
                    Times.ms(longestNs),
                    PERCENT * health.gcPausedNs() / health.elapsedNs(),
                    PERCENT * PAUSE_OF_RESPONSE,
                    Times.ms(responseNs),
                    PERCENT * LEAST_PAUSED_SHARE);
        }
    }

    private static void processors(final HealthSummary health, final List<Finding> findings) {
        if (isAbove(health.stealShare(), MOST_STEAL)) {
            add(
                    findings,
                    Finding.Severity.SUSPECT,
                    "the hypervisor kept %.1f %% of the processors' time from this machine (limit %.0f %%): use one that does"
                            + " not share its processors",
                    PERCENT * health.stealShare().getAsDouble(),
                    PERCENT * MOST_STEAL);
        }
        if (isAbove(health.ownCpuShare(), MOST_OWN_CPU)) {
            add(
                    findings,
                    Finding.Severity.SUSPECT,
                    "this program, with what it runs inside, used %.0f %% of its processors (limit %.0f %%): lower the rate, or"
                            + " use a machine with more of them",
                    PERCENT * health.ownCpuShare().getAsDouble(),
                    PERCENT * MOST_OWN_CPU);
        }
    }

    private static boolean isAbove(final OptionalDouble share, final double limit) {
        return share.isPresent() && share.getAsDouble() > limit;
    }

    private static void add(
            final List<Finding> findings,
            final Finding.Severity severity,
            final String format,
            final Object... values) {
        findings.add(new Finding(severity, String.format(Locale.ROOT, format, values)));
    }
}

package io.quorate.load.cli;

import io.quorate.load.health.Ceiling;
import io.quorate.load.health.ClockProbe;
import io.quorate.load.health.TimerProbe;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What {@code doctor} has found.
 *
 * @param host what the machine says of itself, see {@link io.quorate.load.health.HostFacts}
 * @param processors how many this program may use
 * @param collectors the garbage collectors in use
 * @param clock of all times
 * @param timers how late threads wake up, by the way to wait
 * @param best the best way to wait
 * @param watchedNs how long was watched for hiccups
 * @param hiccups how long this program stood still
 * @param ceiling what this program can do at most
 * @param nodes how far the servers are away
 */
record Diagnosis(
        Map<String, Object> host,
        int processors,
        List<String> collectors,
        ClockProbe clock,
        Map<TimerProbe.Way, Histogram> timers,
        TimerProbe.Way best,
        long watchedNs,
        Histogram hiccups,
        Ceiling ceiling,
        NodeTimes nodes) {

    /** The other half is for the client and whatever else the target costs, which a target that does nothing does not. */
    long safeRate() {
        return (long) ceiling.rate();
    }
}

package io.quorate.load.health;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Processor times up to an instant.
 *
 * @param atNs the instant
 * @param ownNs what this program has used, below 0 if that is unknown
 * @param processors how many it may use
 * @param machine of the whole machine, null if that is unknown
 */
record CpuReading(
        long atNs, long ownNs, int processors, @Nullable ProcStat machine) {

    /** This program's share of all processors that it may use. */
    OptionalDouble ownShareSince(final CpuReading earlier) {
        final long wallNs = atNs - earlier.atNs;
        return ownNs < 0 || earlier.ownNs < 0 || wallNs <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(share(ownNs - earlier.ownNs, wallNs * processors));
    }

    /** Share of all processors' time in which anything ran. */
    OptionalDouble busyShareSince(final CpuReading earlier) {
        return machine == null || earlier.machine == null
                ? OptionalDouble.empty()
                : share(machine.busy() - earlier.machine.busy(), machine, earlier.machine);
    }

    /** Share of all processors' time that the hypervisor kept from this machine. */
    OptionalDouble stealShareSince(final CpuReading earlier) {
        return machine == null || earlier.machine == null
                ? OptionalDouble.empty()
                : share(machine.steal() - earlier.machine.steal(), machine, earlier.machine);
    }

    private static OptionalDouble share(final long part, final ProcStat now, final ProcStat before) {
        final long whole = now.total() - before.total();
        return whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of(share(part, whole));
    }

    /** Within its bounds, which clocks that are read one after the other, and counters of hypervisors, overstep a little. */
    private static double share(final long part, final long whole) {
        return Math.max(0, Math.min(1, (double) part / whole));
    }
}

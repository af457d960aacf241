package io.quorate.load.health;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times of all processors together, from {@code /proc/stat}, in the kernel's ticks.
 *
 * @param busy in which something ran
 * @param steal in which something could have run, had the hypervisor not run something else
 * @param total of all
 */
record ProcStat(long busy, long steal, long total) {

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final String ALL_PROCESSORS = "cpu ";

    // user nice system idle iowait irq softirq steal; what follows (guests) is part of user and nice.
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    /** Reads the file's content; null if it says nothing of steal, as before Linux 2.6.11 and elsewhere. */
    static @Nullable ProcStat parse(final String content) {
        for (final String line : content.split("\n", -1)) {
            if (line.startsWith(ALL_PROCESSORS)) {
                final String[] ticks =
                        SPACES.split(line.substring(ALL_PROCESSORS.length()).strip());
                return ticks.length > STEAL ? of(ticks) : null;
            }
        }
        return null;
    }

    private static @Nullable ProcStat of(final String[] ticks) {
        long total = 0;
        long unused = 0;
        long steal = 0;
        for (int i = 0; i <= STEAL; i++) {
            final long n;
            try {
                n = Long.parseLong(ticks[i]);
            } catch (final NumberFormatException e) {
                return null;
            }
            total += n;
            if (i == IDLE || i == IOWAIT) {
                unused += n;
            } else if (i == STEAL) {
                steal = n;
            }
        }
        return new ProcStat(total - unused - steal, steal, total);
    }
}

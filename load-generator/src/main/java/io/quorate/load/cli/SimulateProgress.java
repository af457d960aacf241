package io.quorate.load.cli;

import io.quorate.load.report.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows how many seeds were run: now and then a line, or on a terminal one line that changes. Threads: one at a time. */
final class SimulateProgress {

    private static final long PLAIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long TERMINAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final double NS_PER_S = 1e9;

    private final PrintStream out;
    private final Progress.Style style;
    private final long seeds;
    private final long startNs = System.nanoTime();
    private long lastNs = startNs;

    SimulateProgress(final PrintStream out, final Progress.Style style, final long seeds) {
        this.out = out;
        this.style = style;
        this.seeds = seeds;
    }

    void seed(final long done, final long failures) {
        final long nowNs = System.nanoTime();
        final long everyNs = style == Progress.Style.TERMINAL ? TERMINAL_NS : PLAIN_NS;
        if (style == Progress.Style.OFF || nowNs - lastNs < everyNs) {
            return;
        }
        lastNs = nowNs;
        final double perSecond = done * NS_PER_S / (nowNs - startNs);
        final String text = String.format(
                Locale.ROOT,
                "%,d of %,d seeds, %.1f/s, %,.0f s left at most%s",
                done,
                seeds,
                perSecond,
                (seeds - done) / perSecond,
                failures == 0 ? "" : String.format(Locale.ROOT, ", %,d failed", failures));
        if (style == Progress.Style.TERMINAL) {
            out.print(Progress.REDRAW + text);
        } else {
            out.println(text);
        }
        out.flush();
    }

    void end() {
        if (style == Progress.Style.TERMINAL) {
            out.print(Progress.REDRAW);
            out.flush();
        }
    }
}

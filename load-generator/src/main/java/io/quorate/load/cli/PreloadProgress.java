package io.quorate.load.cli;

import io.quorate.load.report.JsonWriter;
import io.quorate.load.report.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows how far the first writing of the keys is: now and then a line, a JSON object per second, or on a terminal one line
 * that changes. */
final class PreloadProgress {

    private static final long PLAIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long JSON_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long TERMINAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final PrintStream out;
    private final Progress.Style style;
    private final int keys;
    private final long everyNs;
    private long lastNs = System.nanoTime();

    PreloadProgress(final PrintStream out, final Progress.Style style, final int keys) {
        this.out = out;
        this.style = style;
        this.keys = keys;
        this.everyNs = switch (style) {
            case TERMINAL -> TERMINAL_NS;
            case JSON -> JSON_NS;
            case PLAIN, OFF -> PLAIN_NS;
        };
    }

    void begun(final int key) {
        final long nowNs = System.nanoTime();
        if (style == Progress.Style.OFF || nowNs - lastNs < everyNs) {
            return;
        }
        lastNs = nowNs;
        if (style == Progress.Style.JSON) {
            out.println(JsonWriter.onOneLine()
                    .beginObject()
                    .name("phase")
                    .value("preload")
                    .name("key")
                    .value(key + 1L)
                    .name("keys")
                    .value(keys)
                    .endObject());
            out.flush();
            return;
        }
        final String text = String.format(Locale.ROOT, "writing keys: %,d of %,d", key + 1, keys);
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

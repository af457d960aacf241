package io.quorate.load.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows by whole lines.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> The first failure is kept, see {@link #fault}; nothing is written after it. <b>Guarantee.</b> Lines are with
 * the operating system when {@link #write} returns.
 */
final class LineFile implements AutoCloseable {

    private final FaultKeeper out;

    LineFile(final OutputStream out) {
        this.out = new FaultKeeper(out);
    }

    /** Lines without their ends. */
    void write(final Iterable<String> lines) {
        final StringBuilder text = new StringBuilder();
        for (final String line : lines) {
            text.append(line).append('\n');
        }
        // One write, so that a process that is killed leaves no half line.
        final byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            out.write(bytes, 0, bytes.length);
        }
    }

    @Nullable
    IOException fault() {
        return out.fault();
    }

    @Override
    public void close() {
        out.close();
    }
}

package io.quorate.load.report;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first failure of a stream instead of throwing it, and writes nothing more after it: a file that cannot be written must neither
 * end a run nor have a hole in it.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> None are thrown; see {@link #fault}.
 */
final class FaultKeeper extends OutputStream {

    private final OutputStream out;
    private @Nullable IOException fault;

    FaultKeeper(final OutputStream out) {
        this.out = out;
    }

    /** What went wrong first. */
    @Nullable
    IOException fault() {
        return fault;
    }

    @Override
    public void write(final int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) {
        if (fault == null) {
            try {
                out.write(bytes, offset, length);
            } catch (final IOException e) {
                fault = e;
            }
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (final IOException e) {
            if (fault == null) {
                fault = e;
            }
        }
    }
}

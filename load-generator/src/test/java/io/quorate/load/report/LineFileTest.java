package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineFileTest {

    /** A disk that is full from the second write on, and has room again later. */
    private static final class Full extends OutputStream {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final IOException fault = new IOException("No space left on device");
        private int writes;
        private boolean isClosed;

        @Override
        public void write(final int b) {
            throw new AssertionError("a line at a time");
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException {
            if (++writes == 2) {
                throw fault;
            }
            taken.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            isClosed = true;
            throw new IOException("and it cannot be closed");
        }
    }

    @Test
    void shouldKeepTheFirstFailureAndWriteNoMore() {
        final Full disk = new Full();
        final LineFile file = new LineFile(disk);
        file.write(List.of("one"));
        assertNull(file.fault());
        file.write(List.of("two"));
        file.write(List.of("three"));
        file.close();

        assertEquals("one\n", disk.taken.toString(StandardCharsets.UTF_8));
        assertEquals(2, disk.writes, "a hole would look like a second without load");
        assertSame(disk.fault, file.fault());
        assertTrue(disk.isClosed);
    }

    @Test
    void shouldTellWhenItCannotBeClosed() {
        final LineFile file = new LineFile(new Full());
        file.close();
        assertEquals("and it cannot be closed", file.fault().getMessage());
    }

    @Test
    void shouldWriteLinesAtOnce() {
        final List<String> writes = new ArrayList<>();
        final LineFile file = new LineFile(new OutputStream() {
            @Override
            public void write(final int b) {
                throw new AssertionError();
            }

            @Override
            public void write(final byte[] bytes, final int offset, final int length) {
                writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        });
        file.write(List.of("é", "b"));
        file.write(List.of());

        assertEquals(List.of("é\nb\n"), writes);
    }
}

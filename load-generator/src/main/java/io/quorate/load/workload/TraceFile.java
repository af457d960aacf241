package io.quorate.load.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Keys as a file names them: one index per line. */
final class TraceFile {

    static final String FIX = "write one key index per line, from 0 to the number of keys, exclusive";

    private static final int MAX_LINES = 100_000_000;
    private static final int FIRST_ROOM = 1_024;

    private final SpecText spec;
    private final int[] keys;

    private TraceFile(final SpecText spec, final int[] keys) {
        this.spec = spec;
        this.keys = keys;
    }

    static TraceFile read(final SpecText spec, final String file) {
        if (file.isEmpty()) {
            throw spec.wrong("no file is named");
        }
        // Every byte is a character, so that a binary file fails at a line and not in the decoder.
        try (BufferedReader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.ISO_8859_1)) {
            return new TraceFile(spec, read(spec, reader));
        } catch (final NoSuchFileException e) {
            throw spec.wrong("there is no such file");
        } catch (final IOException | InvalidPathException e) {
            throw spec.wrong("the file cannot be read: " + e);
        }
    }

    private static int[] read(final SpecText spec, final BufferedReader reader) throws IOException {
        int[] keys = new int[FIRST_ROOM];
        int lines = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (lines == MAX_LINES) {
                throw spec.wrong("the file has more than " + MAX_LINES + " lines");
            }
            if (lines == keys.length) {
                keys = Arrays.copyOf(keys, keys.length * 2);
            }
            keys[lines++] = key(spec, lines, line.strip());
        }
        if (lines == 0) {
            throw spec.wrong("the file is empty");
        }
        return Arrays.copyOf(keys, lines);
    }

    private static int key(final SpecText spec, final int lineNumber, final String line) {
        try {
            final int key = Integer.parseInt(line);
            if (key >= 0) {
                return key;
            }
        } catch (final NumberFormatException e) {
            // Is reported like a number below 0.
        }
        throw spec.wrong(
                "line " + lineNumber + ", \"" + line + "\", is not a whole number of 0 to " + Integer.MAX_VALUE);
    }

    KeyPicker picker(final int keyCount) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] >= keyCount) {
                throw spec.wrong("line " + (i + 1) + ", " + keys[i] + ", must be less than keys=" + keyCount);
            }
        }
        return (index, bits, existing) -> keys[(int) (index % keys.length)];
    }
}

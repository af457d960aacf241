package io.quorate.load.recorded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;

/**
 * Reads a histogram log, version 1.3 of HdrHistogram's format.
 *
 * <p>Not by HdrHistogram's reader, which takes damage for the end of the file and cuts milliseconds off instead of rounding them.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> {@link IOException} that names the line. A last line that was not finished is left out: the run was killed
 * while it wrote.
 */
final class LogReader {

    private static final Pattern LINE =
            Pattern.compile("Tag=(?<tag>[^,\\s]+),(?<start>[0-9.]+),(?<length>[0-9.]+),[0-9.]+,(?<times>\\S+)");
    private static final Pattern BASE = Pattern.compile("#\\[BaseTime: (?<base>[0-9.]+) .*");
    private static final double MS_PER_S = 1e3;

    private final List<Line> lines = new ArrayList<>();
    private double baseMs;

    private LogReader() {}

    /** A line of the log: what was recorded for a tag in an interval. */
    record Line(String tag, long startMs, long endMs, PackedTimes times) {

        long middleMs() {
            return (startMs + endMs) / 2;
        }
    }

    static List<Line> read(final Path file) throws IOException {
        final LogReader reader = new LogReader();
        final boolean isWhole = endsWithNewLine(file);
        int number = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String line = in.readLine();
            while (line != null) {
                number++;
                final String next = in.readLine();
                if (next != null || isWhole) {
                    reader.add(line);
                }
                line = next;
            }
        } catch (final DataFormatException | NumberFormatException e) {
            throw new IOException(
                    file + ", line " + number + ": " + e.getMessage() + "; the file is damaged, or of another program",
                    e);
        }
        return List.copyOf(reader.lines);
    }

    private static boolean endsWithNewLine(final Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (channel.size() == 0) {
                return false;
            }
            final ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n';
        }
    }

    private void add(final String line) throws DataFormatException {
        if (line.startsWith("#")) {
            final Matcher base = BASE.matcher(line);
            if (base.matches()) {
                baseMs = milliseconds(base.group("base"));
            }
            return;
        }
        if (line.isBlank() || line.startsWith("\"StartTimestamp\"")) {
            return;
        }
        final Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new DataFormatException("it is not of the form Tag=TAG,START,LENGTH,MAX,HISTOGRAM");
        }
        final double startMs = baseMs + milliseconds(parts.group("start"));
        lines.add(new Line(
                parts.group("tag"),
                Math.round(startMs),
                Math.round(startMs + milliseconds(parts.group("length"))),
                PackedTimes.of(parts.group("times"))));
    }

    private static double milliseconds(final String seconds) {
        return Double.parseDouble(seconds) * MS_PER_S;
    }
}

package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads comma-separated values; strict, so that it finds what is malformed. */
final class Tables {

    private Tables() {}

    /** Cells by column, line by line. */
    static List<Map<String, String>> read(final Path file) throws IOException {
        final String text = Files.readString(file);
        assertTrue(text.endsWith("\n"), "the last line is whole");
        final List<List<String>> lines = parse(text);
        final List<Map<String, String>> rows = new ArrayList<>();
        for (final List<String> line : lines.subList(1, lines.size())) {
            assertEquals(lines.get(0).size(), line.size(), line.toString());
            final Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < line.size(); i++) {
                assertNull(row.put(lines.get(0).get(i), line.get(i)), "a column twice");
            }
            rows.add(row);
        }
        return rows;
    }

    static List<List<String>> parse(final String text) {
        final List<List<String>> lines = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' && isQuoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (!isQuoted && (c == ',' || c == '\n')) {
                cells.add(cell.toString());
                cell = new StringBuilder();
                if (c == '\n') {
                    lines.add(cells);
                    cells = new ArrayList<>();
                }
            } else {
                cell.append(c);
            }
        }
        return lines;
    }
}

package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code timeline.csv}, the state of the generator second by second, by the names in its first line; every column but
 * {@code elapsed_s} may be missing, and a row that cannot be read is left out. So are its percentiles, which come from the histograms instead.
 *
 * <p>Rows are put together where there are more than a chart can show: what is counted is added, of what is a state the highest is taken.
 */
final class TimelineFile {

    private static final String ELAPSED = "elapsed_s";
    private static final String PHASE = "phase";
    /** Also how long the collector of garbage ran. */
    private static final Set<String> COUNTED =
            Set.of("offered", "sent", "succeeded", "failed", "unfinished", "gc_ms");

    private static final Set<String> STATES = Set.of("in_flight", "queue");
    private static final Pattern GENERATOR = Pattern.compile("(hiccup|gc|cpu|steal|lateness)(_[a-z0-9_]*)?");
    private static final int MOST_ROWS = 600;

    private record Row(double elapsedS, String phase, Map<String, Double> values) {}

    private TimelineFile() {}

    static JsonObject read(final List<String> lines) {
        final List<Row> rows = new ArrayList<>();
        final List<String> names = lines.isEmpty() ? List.of() : cells(lines.get(0));
        for (final String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            final Row row = row(names, cells(line));
            if (!Double.isNaN(row.elapsedS)) {
                rows.add(row);
            }
        }
        return json(names, rows);
    }

    private static List<String> cells(final String line) {
        final List<String> cells = new ArrayList<>();
        for (final String cell : line.split(",", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    private static Row row(final List<String> names, final List<String> cells) {
        double elapsedS = Double.NaN;
        String phase = "";
        final Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(names.size(), cells.size()); i++) {
            final String name = names.get(i);
            if (name.equals(PHASE)) {
                phase = cells.get(i);
                continue;
            }
            final double value = number(cells.get(i));
            if (name.equals(ELAPSED)) {
                elapsedS = value;
            } else if (!Double.isNaN(value)) {
                values.put(name, value);
            }
        }
        return new Row(elapsedS, phase, values);
    }

    /** Not a number if it is none that a chart can show. */
    private static double number(final String cell) {
        try {
            final double number = Double.parseDouble(cell);
            return Double.isInfinite(number) ? Double.NaN : number;
        } catch (final NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static JsonObject json(final List<String> names, final List<Row> rows) {
        final int perRow = Math.max(1, (rows.size() + MOST_ROWS - 1) / MOST_ROWS);
        final JsonArray elapsed = new JsonArray();
        final JsonArray phases = new JsonArray();
        final Map<String, JsonArray> columns = new LinkedHashMap<>();
        for (final String name : names) {
            if (isShown(name)) {
                columns.put(name, new JsonArray());
            }
        }
        for (int from = 0; from < rows.size(); from += perRow) {
            final List<Row> group = rows.subList(from, Math.min(rows.size(), from + perRow));
            final Row last = group.get(group.size() - 1);
            elapsed.add(last.elapsedS);
            phases.add(last.phase);
            columns.forEach((name, column) -> add(column, name, group));
        }
        final JsonObject values = new JsonObject();
        columns.forEach(values::add);
        final JsonObject json = new JsonObject();
        json.add("elapsed", elapsed);
        json.add("phase", phases);
        json.add("columns", values);
        return json;
    }

    private static boolean isShown(final String name) {
        return COUNTED.contains(name)
                || STATES.contains(name)
                || GENERATOR.matcher(name).matches();
    }

    private static void add(final JsonArray column, final String name, final List<Row> group) {
        double result = Double.NaN;
        for (final Row row : group) {
            final Double value = row.values.get(name);
            if (value != null) {
                if (Double.isNaN(result)) {
                    result = value;
                } else {
                    result = COUNTED.contains(name) ? result + value : Math.max(result, value);
                }
            }
        }
        if (Double.isNaN(result)) {
            column.add(JsonNull.INSTANCE);
        } else {
            column.add(result);
        }
    }
}

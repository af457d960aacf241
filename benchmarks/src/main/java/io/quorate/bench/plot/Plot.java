package io.quorate.bench.plot;

import io.quorate.bench.Json;
import io.quorate.bench.Spread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws what {@code benchmarks/compare} has measured, as SVG.
 *
 * <pre>benchmarks/plot results.json latency.json docs/plots</pre>
 *
 * <p>The last argument is a directory, which is made if need be; those before it are results. Which charts there are depends on what was measured:
 * {@code throughput-*}, {@code client-cpu-*} for values of one size, {@code value-size-*} for several sizes, {@code latency-*} of an open loop,
 * {@code mixed-large-*}.
 */
public final class Plot {

    private static final int USAGE_ERROR = 2;
    private static final double NS_PER_US = 1_000;
    private static final double ALL = 100;
    private static final int KIB = 1_024;
    private static final int MIB = 1 << 20;
    private static final double LOWEST_REST = 0.005;

    private final Map<String, String> files = new LinkedHashMap<>();

    private Plot() {}

    /**
     * Draws.
     *
     * @param args results, then a directory
     */
    public static void main(final String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: benchmarks/plot results.json [more.json ...] directory");
            System.exit(USAGE_ERROR);
            return;
        }
        final Path directory = Path.of(args[args.length - 1]);
        Files.createDirectories(directory);
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < args.length - 1; i++) {
            texts.add(Files.readString(Path.of(args[i])));
        }
        for (final Map.Entry<String, String> file : draw(texts).entrySet()) {
            final Path path = directory.resolve(file.getKey());
            Files.write(path, file.getValue().getBytes(StandardCharsets.UTF_8));
            System.out.println(path);
        }
    }

    /** Draws all charts of some results; returns their text by file name. */
    static Map<String, String> draw(final List<String> results) {
        final Plot plot = new Plot();
        for (final String text : results) {
            final Row root = new Row(Json.read(text));
            plot.drawThroughput(root.rows("throughput"));
            plot.drawLatency("latency", root.rows("latency"));
            plot.drawLatency("mixed-large", root.rows("mixedLarge"));
        }
        return plot.files;
    }

    private void drawThroughput(final List<Row> all) {
        final List<Row> good = all.stream().filter(row -> row.has("median")).toList();
        final long sizes =
                good.stream().map(row -> row.number("valueBytes")).distinct().count();
        final long replicas =
                good.stream().map(row -> row.number("replicas")).distinct().count();
        if (sizes == 1 && replicas == 1) {
            drawBars(good);
        } else {
            drawSizes(good);
        }
    }

    private void drawBars(final List<Row> rows) {
        final Map<String, BarChart> charts = new TreeMap<>();
        for (final Row row : rows) {
            final String op = row.text("op");
            final String under = "operations in flight, values of " + bytes(row.number("valueBytes")) + ", N = "
                    + whole(row.number("replicas"));
            final String group = whole(row.number("inFlight"));
            charts.computeIfAbsent(
                            "throughput-" + op + ".svg",
                            any -> new BarChart("Quorum " + op + "s per second", "operations per second", under))
                    .add(group, row.text("side"), row.spread("opsPerSecond", 1));
            charts.computeIfAbsent(
                            "client-cpu-" + op + ".svg",
                            any -> new BarChart("Client processor time of a quorum " + op, "microseconds", under))
                    .add(group, row.text("side"), row.spread("clientCpuNsPerOp", NS_PER_US));
        }
        charts.forEach((name, chart) -> files.put(name, chart.draw()));
    }

    private void drawSizes(final List<Row> rows) {
        final boolean severalReplicas =
                rows.stream().map(row -> row.number("replicas")).distinct().count() > 1;
        final Map<String, LineChart> charts = new TreeMap<>();
        for (final Row row : rows) {
            final String op = row.text("op");
            final String inFlight = whole(row.number("inFlight"));
            final String replicas = whole(row.number("replicas"));
            final String file = "value-size-" + op + "-" + inFlight + (severalReplicas ? "-n" + replicas : "");
            final double size = row.number("valueBytes");
            charts.computeIfAbsent(
                            file + ".svg",
                            any -> new LineChart(
                                    "Quorum " + op + "s per second by size, " + inFlight + " in flight, N = "
                                            + replicas,
                                    "operations per second",
                                    "size of a value"))
                    .add(row.text("side"), Math.log(size), bytes(size), row.median("opsPerSecond"));
        }
        charts.forEach((name, chart) -> {
            if (chart.hasLines()) {
                files.put(name, chart.draw());
            }
        });
    }

    private void drawLatency(final String name, final List<Row> rows) {
        final Map<String, LineChart> charts = new TreeMap<>();
        for (final Row row : rows) {
            final String op = row.text("op");
            final LineChart chart = charts.computeIfAbsent(
                    name + "-" + op + ".svg",
                    any -> new LineChart(
                            String.format(
                                    Locale.ROOT,
                                    "Response times of quorum %ss, %,.0f begun per second",
                                    op,
                                    row.number("ratePerSecond")),
                            "microseconds from when it was to begin",
                            "percentile"));
            for (final Row at : row.rows("percentiles")) {
                final double percentile = at.number("percentile");
                // Nines at equal distances; the maximum one step behind the last of them.
                final double rest = percentile < ALL ? ALL - percentile : LOWEST_REST;
                chart.add(
                        row.text("side"),
                        -Math.log10(rest),
                        percentile < ALL ? shown(percentile) : "max",
                        Math.max(1, at.number("us")));
            }
        }
        charts.forEach((file, chart) -> files.put(file, chart.draw()));
    }

    private static String shown(final double percentile) {
        final String text = Double.toString(percentile);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String whole(final double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }

    private static String bytes(final double number) {
        if (number >= MIB) {
            return whole(number / MIB) + " MiB";
        }
        return number >= KIB ? whole(number / KIB) + " KiB" : whole(number) + " B";
    }

    /** An object of the results. */
    private static final class Row {

        private final Map<?, ?> fields;

        Row(final Object object) {
            if (!(object instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("these are no results: there is " + object);
            }
            this.fields = map;
        }

        boolean has(final String name) {
            return fields.containsKey(name);
        }

        String text(final String name) {
            return (String) field(name);
        }

        double number(final String name) {
            return (Double) field(name);
        }

        double median(final String what) {
            return new Row(field("median")).number(what);
        }

        List<Row> rows(final String name) {
            final Object list = fields.get(name);
            return list == null
                    ? List.of()
                    : ((List<?>) list).stream().map(Row::new).toList();
        }

        Spread spread(final String what, final double divisor) {
            return Spread.of(rows("samples").stream()
                    .mapToDouble(sample -> sample.number(what) / divisor)
                    .toArray());
        }

        private Object field(final String name) {
            final Object value = fields.get(name);
            if (value == null) {
                throw new IllegalArgumentException("these are no results: " + name + " is missing in " + fields);
            }
            return value;
        }
    }
}

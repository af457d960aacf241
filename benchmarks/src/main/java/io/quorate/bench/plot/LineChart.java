package io.quorate.bench.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines over named places of the horizontal axis, on a logarithmic vertical one. */
final class LineChart {

    private static final int LABEL_Y = 18;
    private static final int MARGIN = 30;

    private final String title;
    private final String unit;
    private final String caption;
    private final Map<Double, String> places = new LinkedHashMap<>();
    private final Map<String, List<double[]>> lines = new LinkedHashMap<>();

    LineChart(final String title, final String unit, final String caption) {
        this.title = title;
        this.unit = unit;
        this.caption = caption;
    }

    /**
     * Adds a point, from left to right.
     *
     * @param name of the line
     * @param x its place; any scale, the least and the largest one are the ends of the axis
     * @param label of the place
     * @param y more than 0
     */
    void add(final String name, final double x, final String label, final double y) {
        places.put(x, label);
        lines.computeIfAbsent(name, any -> new ArrayList<>()).add(new double[] {x, y});
    }

    /** Whether there are at least two places to draw lines between. */
    boolean hasLines() {
        return places.size() > 1;
    }

    String draw() {
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        for (final List<double[]> line : lines.values()) {
            for (final double[] point : line) {
                lowest = Math.min(lowest, point[1]);
                highest = Math.max(highest, point[1]);
            }
        }
        final Axis y = Axis.around(lowest, highest, Frame.BOTTOM, Frame.TOP);
        final Svg svg = Frame.draw(title, unit, caption, y);
        Frame.legend(svg, List.copyOf(lines.keySet()));
        for (final Map.Entry<Double, String> place : places.entrySet()) {
            final double x = xOf(place.getKey());
            svg.line(x, Frame.TOP, x, Frame.BOTTOM, Frame.GRID);
            svg.text(x, Frame.BOTTOM + LABEL_Y, Frame.SMALL, Svg.Anchor.MIDDLE, place.getValue());
        }
        int index = 0;
        for (final Map.Entry<String, List<double[]>> line : lines.entrySet()) {
            final List<double[]> points = line.getValue();
            svg.path(
                    points.stream().mapToDouble(point -> xOf(point[0])).toArray(),
                    points.stream().mapToDouble(point -> y.at(point[1])).toArray(),
                    Palette.color(line.getKey(), index));
            index++;
        }
        return svg.finish();
    }

    private double xOf(final double place) {
        final double min =
                places.keySet().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        final double max =
                places.keySet().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        final double part = max > min ? (place - min) / (max - min) : 1 / 2.0;
        return Frame.LEFT + MARGIN + part * (Frame.RIGHT - Frame.LEFT - 2 * MARGIN);
    }
}

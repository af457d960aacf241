package io.quorate.bench.plot;

import io.quorate.bench.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups of bars on a logarithmic axis: medians, with whiskers from the smallest to the largest measurement. */
final class BarChart {

    private static final double GROUP_FILL = 0.84;
    private static final double BAR_FILL = 0.86;
    private static final int LABEL_GAP = 5;
    private static final int GROUP_LABEL_Y = 18;
    private static final double WHISKER = 3;

    private final String title;
    private final String unit;
    private final String caption;
    private final Map<String, Map<String, Spread>> groups = new LinkedHashMap<>();
    private final List<String> series = new ArrayList<>();

    BarChart(final String title, final String unit, final String caption) {
        this.title = title;
        this.unit = unit;
        this.caption = caption;
    }

    void add(final String group, final String name, final Spread value) {
        groups.computeIfAbsent(group, any -> new LinkedHashMap<>()).put(name, value);
        if (!series.contains(name)) {
            series.add(name);
        }
    }

    String draw() {
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        for (final Map<String, Spread> bars : groups.values()) {
            for (final Spread value : bars.values()) {
                lowest = Math.min(lowest, value.min());
                highest = Math.max(highest, value.max());
            }
        }
        final Axis y = Axis.around(lowest, highest, Frame.BOTTOM, Frame.TOP);
        final Svg svg = Frame.draw(title, unit, caption, y);
        Frame.legend(svg, series);
        final double groupWidth = (double) (Frame.RIGHT - Frame.LEFT) / groups.size();
        double groupAt = Frame.LEFT;
        for (final Map.Entry<String, Map<String, Spread>> group : groups.entrySet()) {
            drawGroup(svg, y, group.getValue(), groupAt + groupWidth * (1 - GROUP_FILL) / 2, groupWidth * GROUP_FILL);
            svg.text(
                    groupAt + groupWidth / 2,
                    Frame.BOTTOM + GROUP_LABEL_Y,
                    Frame.NORMAL,
                    Svg.Anchor.MIDDLE,
                    group.getKey());
            groupAt += groupWidth;
        }
        return svg.finish();
    }

    private void drawGroup(
            final Svg svg, final Axis y, final Map<String, Spread> bars, final double from, final double width) {
        final double barWidth = width / series.size();
        for (int i = 0; i < series.size(); i++) {
            final Spread value = bars.get(series.get(i));
            if (value != null) {
                final double left = from + i * barWidth;
                final double middle = left + barWidth * BAR_FILL / 2;
                final double top = y.at(value.median());
                svg.rect(left, top, barWidth * BAR_FILL, Frame.BOTTOM - top, Palette.color(series.get(i), i));
                svg.line(middle, y.at(value.min()), middle, y.at(value.max()), Frame.INK);
                svg.line(middle - WHISKER, y.at(value.min()), middle + WHISKER, y.at(value.min()), Frame.INK);
                svg.line(middle - WHISKER, y.at(value.max()), middle + WHISKER, y.at(value.max()), Frame.INK);
                svg.text(
                        middle,
                        y.at(value.max()) - LABEL_GAP,
                        Frame.SMALL,
                        Svg.Anchor.MIDDLE,
                        Axis.shorten(value.median()));
            }
        }
    }
}

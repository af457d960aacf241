package io.quorate.bench.plot;

import java.util.List;

/** What all charts have: title, the vertical axis with its grid, and a legend below the title. */
final class Frame {

    static final int WIDTH = 860;
    static final int HEIGHT = 460;
    static final int LEFT = 80;
    static final int RIGHT = 840;
    static final int TOP = 90;
    static final int BOTTOM = 400;
    static final int SMALL = 11;
    static final int NORMAL = 13;
    static final String GRID = "#dddddd";
    static final String INK = "#222222";

    private static final int LARGE = 17;
    private static final int TITLE_Y = 28;
    private static final int LEGEND_Y = 56;
    private static final int LEGEND_LINE = 18;
    private static final int SWATCH = 11;
    private static final int LETTER = 7;
    private static final int GAP = 34;
    private static final int BASELINE = 4;
    private static final int UNIT_X = 22;
    private static final int CAPTION_Y = 445;

    private Frame() {}

    static Svg draw(final String title, final String unit, final String caption, final Axis y) {
        final Svg svg = new Svg(WIDTH, HEIGHT, title);
        svg.text(LEFT, TITLE_Y, LARGE, Svg.Anchor.START, title);
        for (final double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), RIGHT, y.at(tick), GRID);
            svg.text(LEFT - BASELINE * 2, y.at(tick) + BASELINE, SMALL, Svg.Anchor.END, Axis.shorten(tick));
        }
        svg.textUpwards(UNIT_X, (TOP + BOTTOM) / 2.0, NORMAL, unit);
        svg.text((LEFT + RIGHT) / 2.0, CAPTION_Y, NORMAL, Svg.Anchor.MIDDLE, caption);
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, INK);
        return svg;
    }

    static void legend(final Svg svg, final List<String> names) {
        double x = LEFT;
        double y = LEGEND_Y;
        for (int i = 0; i < names.size(); i++) {
            final String name = names.get(i);
            final double width = SWATCH + GAP + (double) name.length() * LETTER;
            if (x + width > RIGHT) {
                x = LEFT;
                y += LEGEND_LINE;
            }
            svg.rect(x, y - SWATCH, SWATCH, SWATCH, Palette.color(name, i));
            svg.text(x + SWATCH + BASELINE, y - 1, NORMAL, Svg.Anchor.START, name);
            x += width;
        }
    }
}

package io.quorate.bench.plot;

import java.util.Locale;

/** A drawing in the making: a white sheet with text in a sans-serif font. Coordinates are pixels from the upper left corner. */
final class Svg {

    /** Where a text lies, seen from its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private static final double GRADE = 90;

    private final StringBuilder out = new StringBuilder();

    Svg(final int width, final int height, final String title) {
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                        + "font-family=\"Helvetica, Arial, sans-serif\" role=\"img\">%n",
                width,
                height,
                width,
                height));
        out.append("<title>").append(escape(title)).append("</title>\n");
        rect(0, 0, width, height, "#ffffff");
    }

    void rect(final double x, final double y, final double width, final double height, final String color) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                color));
    }

    void line(final double x1, final double y1, final double x2, final double y2, final String color) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                color));
    }

    /** A line through points, with a dot on each. */
    void path(final double[] xs, final double[] ys, final String color) {
        final StringBuilder points = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            points.append(String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", xs[i], ys[i]));
        }
        out.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                points,
                color));
        for (int i = 0; i < xs.length; i++) {
            out.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", xs[i], ys[i], color));
        }
    }

    void text(final double x, final double y, final int size, final Anchor anchor, final String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"#222222\">%s</text>%n",
                x,
                y,
                size,
                anchor.name().toLowerCase(Locale.ROOT),
                escape(text)));
    }

    /** Text that reads upwards, its middle at the point. */
    void textUpwards(final double x, final double y, final int size, final String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text transform=\"translate(%.1f %.1f) rotate(%.0f)\" font-size=\"%d\" text-anchor=\"middle\" "
                        + "fill=\"#222222\">%s</text>%n",
                x,
                y,
                -GRADE,
                size,
                escape(text)));
    }

    /** The finished drawing; nothing can be added behind it. */
    String finish() {
        return out.append("</svg>\n").toString();
    }

    private static String escape(final String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

package io.quorate.bench.plot;

import java.util.List;
import java.util.Map;

/** Colors that people with any kind of colour vision tell apart (those of Okabe and Ito), always the same for the same side. */
final class Palette {

    private static final Map<String, String> SIDES = Map.of(
            "quorate-stream", "#0072b2",
            "quorate-unary", "#56b4e9",
            "tuned-unary", "#e69f00",
            "tuned-unary-no-deadline", "#d55e00",
            "default-unary", "#cc79a7",
            "bare-tcp", "#7f7f7f");
    private static final List<String> OTHERS =
            List.of("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9");

    private Palette() {}

    /** The color of a series. */
    static String color(final String series, final int index) {
        return SIDES.getOrDefault(series, OTHERS.get(index % OTHERS.size()));
    }
}

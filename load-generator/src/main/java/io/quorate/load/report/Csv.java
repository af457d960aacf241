package io.quorate.load.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * Makes lines of comma-separated values.
 *
 * <p><b>Threads.</b> Any. <b>Source.</b> RFC 4180, with line feeds alone.
 */
final class Csv {

    /** What is not known. */
    static final String EMPTY = "";

    private static final int NS_DIGITS_OF_MS = 6;
    private static final int NS_DIGITS_OF_S = 9;

    private Csv() {}

    /** A line without its end. */
    static String line(final List<String> cells) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                line.append(',');
            }
            line.append(quoted(cells.get(i)));
        }
        return line.toString();
    }

    private static String quoted(final String cell) {
        for (int i = 0; i < cell.length(); i++) {
            final char c = cell.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return '"' + cell.replace("\"", "\"\"") + '"';
            }
        }
        return cell;
    }

    /** Milliseconds, exact. */
    static String ms(final long ns) {
        return plain(BigDecimal.valueOf(ns, NS_DIGITS_OF_MS));
    }

    /** Seconds, exact. */
    static String seconds(final long ns) {
        return plain(BigDecimal.valueOf(ns, NS_DIGITS_OF_S));
    }

    /** Six digits after the point. */
    static String number(final double number) {
        return Double.isNaN(number) || Double.isInfinite(number)
                ? EMPTY
                : plain(new BigDecimal(String.format(Locale.ROOT, "%.6f", number)));
    }

    private static String plain(final BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}

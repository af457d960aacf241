package io.quorate.bench;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads JSON of maps, lists, strings, numbers and booleans, which is all that result files need. There is no null: what is unknown is left
 * out.
 *
 * <p><b>Errors.</b> Text that is not such JSON is an {@link IllegalArgumentException} that tells where; so is a number that JSON does not have.
 */
public final class Json {

    private static final String STEP = "  ";
    private static final char FIRST_PRINTABLE = ' ';

    private Json() {}

    /**
     * Writes a value, indented, a list or map of plain values on one line.
     *
     * @param value map with strings as keys, list, string, number or boolean
     * @return text that ends with a line break
     */
    public static String write(final Object value) {
        final StringBuilder out = new StringBuilder();
        write(value, "", out);
        return out.append('\n').toString();
    }

    /**
     * Reads a value.
     *
     * @param text all of it
     * @return map, list, string, double or boolean
     */
    public static Object read(final String text) {
        return new JsonReader(text).readAll();
    }

    private static void write(final Object value, final String indent, final StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            writeMap(map, indent, out);
        } else if (value instanceof List<?> list) {
            writeList(list, indent, out);
        } else if (value instanceof Double || value instanceof Float) {
            writeNumber(((Number) value).doubleValue(), out);
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String string) {
            writeString(string, out);
        } else {
            throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
        }
    }

    private static void writeMap(final Map<?, ?> map, final String indent, final StringBuilder out) {
        final boolean flat = map.values().stream().noneMatch(Json::isNested);
        final String inner = indent + STEP;
        out.append('{');
        final Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            final Map.Entry<?, ?> entry = entries.next();
            out.append(flat ? "" : "\n" + inner);
            writeString((String) entry.getKey(), out);
            out.append(": ");
            write(entry.getValue(), inner, out);
            out.append(separator(entries, flat));
        }
        out.append(flat ? "}" : "\n" + indent + "}");
    }

    private static void writeList(final List<?> list, final String indent, final StringBuilder out) {
        final boolean flat = list.stream().noneMatch(Json::isNested);
        final String inner = indent + STEP;
        out.append('[');
        final Iterator<?> items = list.iterator();
        while (items.hasNext()) {
            out.append(flat ? "" : "\n" + inner);
            write(items.next(), inner, out);
            out.append(separator(items, flat));
        }
        out.append(flat ? "]" : "\n" + indent + "]");
    }

    private static String separator(final Iterator<?> rest, final boolean flat) {
        if (!rest.hasNext()) {
            return "";
        }
        return flat ? ", " : ",";
    }

    private static boolean isNested(final Object value) {
        return value instanceof Map || value instanceof List;
    }

    private static void writeNumber(final double number, final StringBuilder out) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("JSON has no " + number);
        }
        out.append(number);
    }

    private static void writeString(final String string, final StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            final char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}

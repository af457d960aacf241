package io.quorate.load.report;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON, with two spaces of indent or on one line.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> The caller keeps begins and ends in pairs.
 */
public final class JsonWriter {

    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder out = new StringBuilder();
    private final boolean isIndented;
    private int depth;
    private boolean needsComma;
    private boolean afterName;

    /** Creates an empty text. */
    public JsonWriter() {
        this(true);
    }

    private JsonWriter(final boolean isIndented) {
        this.isIndented = isIndented;
    }

    /**
     * Creates a writer for lines of JSON; the text does not end with a line feed.
     *
     * @return a writer without line feeds
     */
    public static JsonWriter onOneLine() {
        return new JsonWriter(false);
    }

    /**
     * Begins an object.
     *
     * @return this
     */
    public JsonWriter beginObject() {
        return begin('{');
    }

    /**
     * Ends the object that began last.
     *
     * @return this
     */
    public JsonWriter endObject() {
        return end('}');
    }

    /**
     * Begins an array.
     *
     * @return this
     */
    public JsonWriter beginArray() {
        return begin('[');
    }

    /**
     * Ends the array that began last.
     *
     * @return this
     */
    public JsonWriter endArray() {
        return end(']');
    }

    /**
     * Names the member that comes next.
     *
     * @param name the name
     * @return this
     */
    public JsonWriter name(final String name) {
        separate();
        quote(name);
        out.append(isIndented ? ": " : ":");
        afterName = true;
        return this;
    }

    /**
     * Writes a text.
     *
     * @param text the text
     * @return this
     */
    public JsonWriter value(final String text) {
        separateInArray();
        quote(text);
        needsComma = true;
        return this;
    }

    /**
     * Writes a whole number.
     *
     * @param number the number
     * @return this
     */
    public JsonWriter value(final long number) {
        separateInArray();
        out.append(number);
        needsComma = true;
        return this;
    }

    /**
     * Writes a number.
     *
     * @param number the number, finite
     * @return this
     */
    public JsonWriter value(final double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("JSON has no number " + number);
        }
        separateInArray();
        out.append(number);
        needsComma = true;
        return this;
    }

    JsonWriter value(final BigDecimal number) {
        separateInArray();
        out.append(number.toPlainString());
        needsComma = true;
        return this;
    }

    /**
     * Writes a truth value.
     *
     * @param bool the value
     * @return this
     */
    public JsonWriter value(final boolean bool) {
        separateInArray();
        out.append(bool);
        needsComma = true;
        return this;
    }

    JsonWriter nothing() {
        separateInArray();
        out.append("null");
        needsComma = true;
        return this;
    }

    /**
     * Writes members of the object that is open.
     *
     * @param members maps, lists, numbers, truth values, texts and null, by name
     * @return this
     */
    public JsonWriter members(final Map<String, ? extends @Nullable Object> members) {
        for (final Map.Entry<String, ? extends @Nullable Object> member : members.entrySet()) {
            name(member.getKey()).any(member.getValue());
        }
        return this;
    }

    /** A map, a collection, a number, a boolean or nothing; all else is text. What JSON has no number for is nothing. */
    JsonWriter any(final @Nullable Object value) {
        if (value == null) {
            return nothing();
        }
        if (value instanceof Boolean bool) {
            return value(bool.booleanValue());
        }
        if (value instanceof Double || value instanceof Float) {
            final double number = ((Number) value).doubleValue();
            return Double.isNaN(number) || Double.isInfinite(number) ? nothing() : value(number);
        }
        if (value instanceof BigDecimal number) {
            return value(number);
        }
        if (value instanceof Number number) {
            return value(number.longValue());
        }
        if (value instanceof Map<?, ?> map) {
            beginObject();
            map.forEach((name, member) -> name(String.valueOf(name)).any(member));
            return endObject();
        }
        if (value instanceof Iterable<?> items) {
            beginArray();
            items.forEach(this::any);
            return endArray();
        }
        return value(value.toString());
    }

    @Override
    public String toString() {
        return isIndented ? out + "\n" : out.toString();
    }

    private JsonWriter begin(final char bracket) {
        separateInArray();
        out.append(bracket);
        depth++;
        needsComma = false;
        return this;
    }

    private JsonWriter end(final char bracket) {
        depth--;
        newLine();
        out.append(bracket);
        needsComma = true;
        return this;
    }

    /** A value follows its name on the same line; an item of an array has a line of its own. */
    private void separateInArray() {
        if (!afterName && depth > 0) {
            separate();
        }
        afterName = false;
    }

    private void separate() {
        if (needsComma) {
            out.append(',');
        }
        newLine();
    }

    private void newLine() {
        if (isIndented) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void quote(final String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    // Half a surrogate pair cannot be written as UTF-8.
                    if (c < FIRST_PRINTABLE || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}

package io.quorate.load.report;

import java.util.Map;

/**
 * Writes JSON with two spaces of indent.
 *
 * <p><b>Threads.</b> One. <b>Errors.</b> The caller keeps begins and ends in pairs.
 */
public final class JsonWriter {

    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder out = new StringBuilder();
    private int depth;
    private boolean needsComma;
    private boolean afterName;

    /** Creates an empty text. */
    public JsonWriter() {}

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
        out.append(": ");
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

    /**
     * Writes members of the object that is open.
     *
     * @param members texts, numbers, truth values, and lists of texts, by name
     * @return this
     */
    public JsonWriter members(final Map<String, ?> members) {
        for (final Map.Entry<String, ?> member : members.entrySet()) {
            name(member.getKey());
            final Object value = member.getValue();
            if (value instanceof Boolean bool) {
                value(bool.booleanValue());
            } else if (value instanceof Double number) {
                value(number.doubleValue());
            } else if (value instanceof Number number) {
                value(number.longValue());
            } else if (value instanceof Iterable<?> items) {
                beginArray();
                for (final Object item : items) {
                    value(item.toString());
                }
                endArray();
            } else {
                value(value.toString());
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return out + "\n";
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
        out.append('\n').append("  ".repeat(depth));
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
                    if (c < FIRST_PRINTABLE) {
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

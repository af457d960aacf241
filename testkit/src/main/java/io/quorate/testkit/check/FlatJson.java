package io.quorate.testkit.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object whose members are strings, whole numbers and null; each is asked for once, and in the end none may be left. */
final class FlatJson {

    private static final int ESCAPED_DIGITS = 4;
    private static final int HEX = 16;

    private final String line;
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();
    private int at;

    private FlatJson(final String line) {
        this.line = line;
    }

    static FlatJson parse(final String line) {
        final FlatJson json = new FlatJson(line);
        json.parseObject();
        return json;
    }

    String text(final String name) {
        final String text = textOrNull(name);
        if (text == null) {
            throw new IllegalArgumentException(name + " is null");
        }
        return text;
    }

    @Nullable
    String textOrNull(final String name) {
        final Object value = take(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException(name + "=" + value + " is no string");
        }
        return (String) value;
    }

    long number(final String name) {
        final Long number = numberOrNull(name);
        if (number == null) {
            throw new IllegalArgumentException(name + " is null");
        }
        return number;
    }

    @Nullable
    Long numberOrNull(final String name) {
        final Object value = take(name);
        if (value != null && !(value instanceof Long)) {
            throw new IllegalArgumentException(name + " is no number");
        }
        return (Long) value;
    }

    /** Refuses members that nobody has asked for. */
    void end() {
        if (!members.isEmpty()) {
            throw new IllegalArgumentException("unknown members " + members.keySet());
        }
    }

    private @Nullable Object take(final String name) {
        if (!members.containsKey(name)) {
            throw new IllegalArgumentException("no member " + name);
        }
        return members.remove(name);
    }

    private void parseObject() {
        expect('{');
        boolean more = !isNext('}');
        while (more) {
            final String name = parseString();
            expect(':');
            if (members.containsKey(name)) {
                throw malformed("two members " + name);
            }
            members.put(name, parseValue());
            more = isNext(',');
            if (!more) {
                expect('}');
            }
        }
        skip();
        if (at != line.length()) {
            throw malformed("something behind the object");
        }
    }

    private @Nullable Object parseValue() {
        skip();
        if (line.startsWith("null", at)) {
            at += "null".length();
            return null;
        }
        return at < line.length() && line.charAt(at) == '"' ? parseString() : (Object) parseNumber();
    }

    private Long parseNumber() {
        final int from = at;
        while (at < line.length() && (line.charAt(at) == '-' || isDigit(line.charAt(at)))) {
            at++;
        }
        final String text = line.substring(from, at);
        if (!text.matches("-?(0|[1-9][0-9]*)")) {
            throw malformed("no string, whole number or null");
        }
        return Long.valueOf(text);
    }

    private String parseString() {
        expect('"');
        final StringBuilder text = new StringBuilder();
        while (true) {
            final char c = nextChar();
            if (c == '"') {
                return text.toString();
            }
            if (c < ' ') {
                throw malformed("a control character inside a string");
            }
            text.append(c == '\\' ? parseEscape() : c);
        }
    }

    private char parseEscape() {
        final char c = nextChar();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> parseHex();
            default -> throw malformed("an unknown escape");
        };
    }

    private char parseHex() {
        int code = 0;
        for (int i = 0; i < ESCAPED_DIGITS; i++) {
            final char c = nextChar();
            final int digit = c < 0x80 ? Character.digit(c, HEX) : -1;
            if (digit < 0) {
                throw malformed("an escape without 4 hexadecimal digits");
            }
            code = code * HEX + digit;
        }
        return (char) code;
    }

    private char nextChar() {
        if (at == line.length()) {
            throw malformed("an end inside a string");
        }
        return line.charAt(at++);
    }

    private void expect(final char c) {
        if (!isNext(c)) {
            throw malformed("no " + c);
        }
    }

    /** Steps over a character if it is the next one. */
    private boolean isNext(final char c) {
        skip();
        final boolean isNext = at < line.length() && line.charAt(at) == c;
        at += isNext ? 1 : 0;
        return isNext;
    }

    private void skip() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }

    private IllegalArgumentException malformed(final String what) {
        return new IllegalArgumentException(what + " at character " + (at + 1));
    }
}

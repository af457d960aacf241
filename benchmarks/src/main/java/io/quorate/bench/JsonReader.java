package io.quorate.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link Json} describes, from front to back. */
final class JsonReader {

    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;

    private final String text;
    private int at;

    JsonReader(final String text) {
        this.text = text;
    }

    Object readAll() {
        final Object value = readValue();
        skipSpace();
        if (at != text.length()) {
            throw fault("there is more behind the value");
        }
        return value;
    }

    private Object readValue() {
        skipSpace();
        return switch (peek()) {
            case '{' -> readMap();
            case '[' -> readList();
            case '"' -> readString();
            case 't' -> readWord("true", true);
            case 'f' -> readWord("false", false);
            default -> readNumber();
        };
    }

    private Map<String, Object> readMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return map;
        }
        do {
            skipSpace();
            final String name = readString();
            skipSpace();
            expect(':');
            map.put(name, readValue());
        } while (hasNext('}'));
        return map;
    }

    private List<Object> readList() {
        final List<Object> list = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return list;
        }
        do {
            list.add(readValue());
        } while (hasNext(']'));
        return list;
    }

    private boolean hasNext(final char end) {
        skipSpace();
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(end);
        return false;
    }

    private String readString() {
        expect('"');
        final StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            final char c = text.charAt(at++);
            out.append(c == '\\' ? readEscaped() : c);
        }
        at++;
        return out.toString();
    }

    private char readEscaped() {
        final char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> readCode();
            default -> throw fault("an escape that JSON does not have");
        };
    }

    private char readCode() {
        if (at + HEX_DIGITS > text.length()) {
            throw fault("the text ends too early");
        }
        try {
            final char code = (char) Integer.parseInt(text.substring(at, at + HEX_DIGITS), HEX);
            at += HEX_DIGITS;
            return code;
        } catch (final NumberFormatException e) {
            throw fault("not a code of four hexadecimal digits");
        }
    }

    private Object readWord(final String word, final Object value) {
        if (!text.startsWith(word, at)) {
            throw fault("not a value");
        }
        at += word.length();
        return value;
    }

    private Double readNumber() {
        final int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Double.valueOf(text.substring(from, at));
        } catch (final NumberFormatException e) {
            throw fault("not a value");
        }
    }

    private void expect(final char c) {
        if (peek() != c) {
            throw fault("'" + c + "' is missing");
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw fault("the text ends too early");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException fault(final String what) {
        return new IllegalArgumentException("not readable as JSON at character " + at + ": " + what);
    }
}

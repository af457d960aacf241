package io.quorate.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, strings, doubles, booleans and null; strict, so that it finds what is malformed. */
public final class Json {

    private final String text;
    private int at;

    private Json(final String text) {
        this.text = text;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(final String text) {
        final Json json = new Json(text);
        final Object value = json.value();
        json.skip();
        if (json.at != text.length()) {
            throw json.bad("trailing text");
        }
        return (Map<String, Object>) value;
    }

    /** Follows names and indices, for example {@code operations/0/response/count}. */
    public static Object at(final Object root, final String path) {
        Object value = root;
        for (final String step : path.split("/", -1)) {
            value = value instanceof List<?> list ? list.get(Integer.parseInt(step)) : ((Map<?, ?>) value).get(step);
        }
        return value;
    }

    public static long number(final Object root, final String path) {
        return ((Double) at(root, path)).longValue();
    }

    private Object value() {
        skip();
        final char c = text.charAt(at);
        return switch (c) {
            case '{' -> members();
            case '[' -> items();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> members() {
        final Map<String, Object> members = new LinkedHashMap<>();
        take('{');
        while (!ends('}', !members.isEmpty())) {
            skip();
            final String name = string();
            skip();
            take(':');
            if (members.put(name, value()) != null) {
                throw bad("twice: " + name);
            }
        }
        return members;
    }

    private List<Object> items() {
        final List<Object> items = new ArrayList<>();
        take('[');
        while (!ends(']', !items.isEmpty())) {
            items.add(value());
        }
        return items;
    }

    private boolean ends(final char bracket, final boolean needsComma) {
        skip();
        if (text.charAt(at) == bracket) {
            at++;
            return true;
        }
        if (needsComma) {
            take(',');
        }
        return false;
    }

    private String string() {
        take('"');
        final StringBuilder out = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw bad("control character");
            }
            if (c == '\\') {
                c = text.charAt(at++);
                switch (c) {
                    case 'n' -> out.append('\n');
                    case '"', '\\' -> out.append(c);
                    case 'u' -> {
                        out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                        at += 4;
                    }
                    default -> throw bad("escape");
                }
            } else {
                out.append(c);
            }
        }
        at++;
        return out.toString();
    }

    private Object word(final String word, final Object value) {
        if (!text.startsWith(word, at)) {
            throw bad("word");
        }
        at += word.length();
        return value;
    }

    private Double number() {
        final int from = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == from) {
            throw bad("value");
        }
        return Double.valueOf(text.substring(from, at));
    }

    private void skip() {
        while (at < text.length() && " \n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void take(final char c) {
        if (text.charAt(at) != c) {
            throw bad("expected " + c);
        }
        at++;
    }

    private IllegalArgumentException bad(final String what) {
        return new IllegalArgumentException(what + " at " + at + " of " + text);
    }
}

package io.quorate.load.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON: of the results of a run its configuration, of any other file all. */
final class JsonTree {

    private static final String RESULTS = "quorate-";

    private static final Pattern LINE = Pattern.compile("at line ([0-9]{1,9}) ");

    /** Doubles are below this. */
    private static final int MAX_EXPONENT = 400;

    private JsonTree() {}

    static ConfigTree read(final ConfigSource source) {
        final JsonElement root;
        try {
            root = JsonParser.parseString(source.text());
        } catch (final JsonParseException e) {
            throw new ConfigException(source.at(line(e)) + ": this is not JSON", e);
        }
        if (root instanceof JsonObject object
                && object.get("schema") instanceof JsonPrimitive schema
                && schema.getAsString().startsWith(RESULTS)) {
            if (object.get("config") instanceof JsonObject config) {
                return tree(source, config, 0);
            }
            throw source.bad(0, "there is no member config, so that the run cannot be repeated");
        }
        return tree(source, root, 0);
    }

    /** All else in the messages of the parser is for programmers. */
    private static int line(final JsonParseException e) {
        final Matcher matcher = LINE.matcher(String.valueOf(e.getMessage()));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static ConfigTree tree(final ConfigSource source, final JsonElement element, final int depth) {
        if (depth > ConfigTree.MAX_DEPTH) {
            throw source.bad(0, "this is nested deeper than " + ConfigTree.MAX_DEPTH + " levels");
        }
        if (element.isJsonObject()) {
            final Map<String, ConfigTree> members = new LinkedHashMap<>();
            for (final Map.Entry<String, JsonElement> member :
                    element.getAsJsonObject().entrySet()) {
                members.put(member.getKey(), tree(source, member.getValue(), depth + 1));
            }
            return new ConfigTree.Members(members, 0);
        }
        if (element.isJsonArray()) {
            final List<ConfigTree> items = new ArrayList<>();
            for (final JsonElement item : element.getAsJsonArray()) {
                items.add(tree(source, item, depth + 1));
            }
            return new ConfigTree.Items(items, 0);
        }
        return element.isJsonNull()
                ? new ConfigTree.Nothing(0)
                : new ConfigTree.Text(text(element.getAsJsonPrimitive()), 0);
    }

    /** Options know neither exponents nor whole numbers with a fraction, which is how JSON shows a double. */
    private static String text(final JsonPrimitive primitive) {
        final String text = primitive.getAsString();
        if (primitive.isNumber() && text.matches(".*[.eE].*")) {
            final BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            if (Math.abs(number.scale()) <= MAX_EXPONENT) {
                return number.toPlainString();
            }
        }
        return text;
    }
}

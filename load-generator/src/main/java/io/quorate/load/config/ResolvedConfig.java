package io.quorate.load.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The options of a command with the values in force, whether they come from the command line, a file or the command itself.
 *
 * <p><b>Threads.</b> Any, once the command line has been parsed. <b>Guarantee.</b> What {@link #yaml} writes, {@link ConfigFile} reads back to
 * the same values: each is the text that was given, not what became of it.
 */
public final class ResolvedConfig {

    /** Needs no quotes in YAML where a value of one line stands alone. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9/](?:[A-Za-z0-9._/+=<>%,:@-]*[A-Za-z0-9._/+=<>%@-])?");

    private static final Pattern NOTHING = Pattern.compile("null", Pattern.CASE_INSENSITIVE);
    private static final char LAST_CONTROL = 0x1f;
    private static final char DELETE = 0x7f;

    private ResolvedConfig() {}

    /**
     * Lists options and values.
     *
     * @param command after its arguments were parsed
     * @param decided what the command itself decided, by option name, for example a seed that it drew; null for an option without a value
     * @param omitted names of options that are no part of the configuration, for example where results go
     * @return values by option name: {@link String}, a list of them for an option with several, or what {@code decided} has
     */
    public static Map<String, Object> of(
            final CommandSpec command,
            final Map<String, ? extends @Nullable Object> decided,
            final Set<String> omitted) {
        final ParseResult parsed = command.commandLine().getParseResult();
        final Map<String, Object> all = new LinkedHashMap<>();
        ConfigNames.of(command).forEach((name, option) -> {
            if (!omitted.contains(name)) {
                final Object value = decided.containsKey(name)
                        ? decided.get(name)
                        : parsed != null && parsed.hasMatchedOption(option)
                                ? given(option)
                                : byDefault(command, option);
                if (value != null) {
                    all.put(name, value);
                }
            }
        });
        return all;
    }

    private static Object given(final OptionSpec option) {
        final List<String> texts = option.stringValues();
        if (option.isMultiValue()) {
            return List.copyOf(texts);
        }
        // Neither a flag nor an empty text leaves one.
        final Object value = option.getValue();
        return texts.isEmpty() ? String.valueOf(value) : texts.get(0);
    }

    private static @Nullable Object byDefault(final CommandSpec command, final OptionSpec option) {
        if (command.defaultValueProvider() instanceof ConfigDefaults file) {
            final List<String> texts = file.values(option);
            if (texts != null) {
                return option.isMultiValue() ? texts : String.join(",", texts);
            }
        }
        final String text = option.defaultValue();
        if (text != null) {
            return text.equals(Option.NULL_VALUE) ? null : option.defaultValueString(true);
        }
        return option.getValue() instanceof Boolean flag ? flag.toString() : null;
    }

    /**
     * Writes options and values.
     *
     * @param values by option name: text, numbers, booleans, or lists of them
     * @return a YAML document
     */
    public static String yaml(final Map<String, ?> values) {
        final StringBuilder out = new StringBuilder();
        values.forEach((name, value) -> {
            out.append(name).append(':');
            if (value instanceof Iterable<?> items) {
                out.append('\n');
                for (final Object item : items) {
                    out.append("  - ").append(scalar(item.toString())).append('\n');
                }
            } else {
                out.append(' ').append(scalar(value.toString())).append('\n');
            }
        });
        return out.toString();
    }

    private static String scalar(final String text) {
        if (PLAIN.matcher(text).matches() && !NOTHING.matcher(text).matches()) {
            return text;
        }
        final StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c <= LAST_CONTROL || c >= DELETE) {
                out.append(String.format(Locale.ROOT, "\\U%08x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}

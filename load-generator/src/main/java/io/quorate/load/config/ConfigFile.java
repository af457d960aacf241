package io.quorate.load.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Options of a command in a YAML file, under their names on the command line without the hyphens before them. Options may stand in groups: {@code
 * load} and {@code client} hold any; {@code keys} holds {@code count}, {@code size} and {@code dist}, {@code value} holds {@code size} and
 * {@code compressible}; {@code mix} may hold a weight per operation. A list is the same as its items with commas between them. Of the
 * {@code run.json} of a run, or any file of results, the configuration counts, so that it can be repeated.
 *
 * <p><b>Threads.</b> Immutable. <b>Errors.</b> {@link ConfigException} for a key that is unknown or set twice, and for all that is more than a
 * configuration needs: over 1 MiB (64 MiB of JSON), aliases, tags, deep nesting, a second document. <b>Guarantee.</b> A value is the text that
 * the file has, so that it is understood as on the command line. <b>Source.</b> YAML 1.2.
 */
public final class ConfigFile {

    /** Which option a member of a group is, by group. */
    private static final Map<String, Map<String, String>> GROUPS = Map.of(
            "keys", Map.of("count", "keys", "size", "key-size", "dist", "key-dist"),
            "value", Map.of("size", "value-size", "compressible", "compressible"));

    private static final Set<String> GROUPS_OF_ANY = Set.of("load", "client");
    private static final String MIX = "mix";

    private final ConfigSource source;
    private final Set<String> known;
    private final Set<String> skipped;
    private final Map<String, Value> values = new LinkedHashMap<>();

    /** Where it stands, so that it can be told. */
    private record Value(List<String> texts, int line) {}

    private ConfigFile(final ConfigSource source, final Set<String> known, final Set<String> skipped) {
        this.source = source;
        this.known = known;
        this.skipped = skipped;
    }

    /**
     * Reads a file.
     *
     * @param file its path
     * @param known names of the options that it may set
     * @param skipped names that it may contain and that mean nothing here
     * @return what it says
     * @throws ConfigException if it cannot be read, or contains what it must not
     */
    public static ConfigFile read(final String file, final Set<String> known, final Set<String> skipped) {
        return of(ConfigSource.read(file), known, skipped);
    }

    static ConfigFile of(final ConfigSource source, final Set<String> known, final Set<String> skipped) {
        final ConfigFile config = new ConfigFile(source, known, skipped);
        final ConfigTree root = source.isJson() ? JsonTree.read(source) : YamlTree.read(source);
        if (root instanceof ConfigTree.Members top) {
            top.members().forEach((key, value) -> config.entry("", key, value));
        } else if (!(root instanceof ConfigTree.Nothing)) {
            throw source.bad(root.line(), "write options with their values, for example \"rate: 20k\"");
        }
        return config;
    }

    /**
     * What the file sets.
     *
     * @return values by option name, more than one where it has a list; in the order of the file
     */
    public Map<String, List<String>> values() {
        final Map<String, List<String>> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, value.texts()));
        return Collections.unmodifiableMap(all);
    }

    /** For example {@code x.yaml:3}; null if the file does not set it. */
    @Nullable
    String where(final String option) {
        final Value value = values.get(option);
        return value == null ? null : source.at(value.line());
    }

    private void entry(final String prefix, final String key, final ConfigTree tree) {
        if (tree instanceof ConfigTree.Members group && prefix.isEmpty()) {
            final Map<String, String> members = GROUPS.get(key);
            if (GROUPS_OF_ANY.contains(key) && !known.contains(key)) {
                group.members().forEach((name, value) -> entry(key + ".", name, value));
                return;
            }
            if (members != null) {
                group.members().forEach((name, value) -> member(key, members, name, value));
                return;
            }
        }
        set(prefix + key, key, tree);
    }

    private void member(
            final String group, final Map<String, String> members, final String name, final ConfigTree tree) {
        final String option = members.get(name);
        if (option == null) {
            throw source.bad(
                    tree.line(),
                    group + " has no member \"" + name + "\": it may have "
                            + String.join(", ", new TreeSet<>(members.keySet())));
        }
        set(group + "." + name, option, tree);
    }

    /** The key is for messages. */
    private void set(final String key, final String option, final ConfigTree tree) {
        if (!known.contains(option)) {
            if (skipped.contains(option)) {
                return;
            }
            throw source.bad(tree.line(), "there is no option \"" + key + "\"" + suggestion(option));
        }
        if (source.isJson() && isEmpty(tree)) {
            // An option of that run that had no value.
            return;
        }
        final Value before = values.put(option, new Value(texts(key, option, tree), tree.line()));
        if (before != null) {
            throw source.bad(
                    tree.line(),
                    "\"" + key + "\" sets --" + option + " again, which is set at " + source.at(before.line())
                            + ": keep one");
        }
    }

    private static boolean isEmpty(final ConfigTree tree) {
        return tree instanceof ConfigTree.Nothing
                || (tree instanceof ConfigTree.Items items && items.items().isEmpty());
    }

    private String suggestion(final String option) {
        final Map<String, String> members = GROUPS.get(option);
        if (members != null) {
            return ": it is a group, which may have " + String.join(", ", new TreeSet<>(members.keySet()));
        }
        final Set<String> names = new TreeSet<>(known);
        names.addAll(GROUPS.keySet());
        final List<String> near = Nearest.to(option, names);
        return near.isEmpty()
                ? ": use the options that --help shows, without the hyphens before them"
                : ": did you mean " + String.join(" or ", near) + "?";
    }

    private List<String> texts(final String key, final String option, final ConfigTree tree) {
        if (tree instanceof ConfigTree.Text text) {
            return List.of(text.text());
        }
        if (tree instanceof ConfigTree.Items items && !items.items().isEmpty()) {
            final List<String> texts = new ArrayList<>();
            for (final ConfigTree item : items.items()) {
                texts.add(text(key, item));
            }
            return List.copyOf(texts);
        }
        if (tree instanceof ConfigTree.Members members
                && option.equals(MIX)
                && !members.members().isEmpty()) {
            final List<String> weights = new ArrayList<>();
            members.members().forEach((name, weight) -> weights.add(name + "=" + text(key + "." + name, weight)));
            return List.of(String.join(",", weights));
        }
        if (tree instanceof ConfigTree.Members) {
            throw source.bad(tree.line(), "\"" + key + "\" must have a value, not a group of them");
        }
        throw source.bad(tree.line(), "\"" + key + "\" has no value: write one, or leave the key away");
    }

    private String text(final String key, final ConfigTree tree) {
        if (tree instanceof ConfigTree.Text text) {
            return text.text();
        }
        throw source.bad(tree.line(), "\"" + key + "\" must have plain values in it, nothing empty and no lists");
    }
}

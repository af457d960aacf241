package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each benchmark of the gate may allocate: a JSON object from a benchmark's name, followed by its parameters in braces if it has
 * any, to bytes per operation.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p><b>Errors.</b> What is not such an object is refused with an {@link IllegalArgumentException} that shows where.
 *
 * @param allowedBytes by name and parameters, as {@link #nameOf} writes them
 */
record AllocationBaseline(SortedMap<String, Double> allowedBytes) {

    private static final Pattern OBJECT = Pattern.compile("\\s*\\{(.*)}\\s*", Pattern.DOTALL);
    private static final Pattern ENTRY =
            Pattern.compile("\\G\\s*\"([^\"\\\\]+)\"\\s*:\\s*(\\d+(?:\\.\\d+)?)\\s*(,|\\z)");
    private static final Pattern NAME = Pattern.compile("(\\S+)(?: \\{(.+)})?");
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(.*)");
    private static final int SHOWN_CHARS = 40;

    /** Takes a copy that nobody changes. */
    AllocationBaseline {
        allowedBytes = Collections.unmodifiableSortedMap(new TreeMap<>(allowedBytes));
        if (allowedBytes.isEmpty()) {
            throw new IllegalArgumentException("a baseline without entries would pass whatever is measured");
        }
        for (final String name : allowedBytes.keySet()) {
            parametersOf(name);
        }
    }

    /** Reads a file. */
    static AllocationBaseline read(final Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads a text. */
    static AllocationBaseline parse(final String json) {
        final Matcher object = OBJECT.matcher(json);
        if (!object.matches()) {
            throw new IllegalArgumentException("not a JSON object");
        }
        final String body = object.group(1);
        final SortedMap<String, Double> allowed = new TreeMap<>();
        final Matcher entry = ENTRY.matcher(body);
        int end = 0;
        boolean more = true;
        while (more) {
            if (!entry.find()) {
                final String rest = body.substring(end).strip();
                throw new IllegalArgumentException(
                        "expected \"name\": bytes, found " + rest.substring(0, Math.min(rest.length(), SHOWN_CHARS)));
            }
            if (allowed.put(entry.group(1), Double.valueOf(entry.group(2))) != null) {
                throw new IllegalArgumentException(entry.group(1) + " is listed twice");
            }
            end = entry.end();
            more = !entry.group(3).isEmpty();
        }
        return new AllocationBaseline(allowed);
    }

    /** The key of a benchmark with these parameters. */
    static String nameOf(final String benchmark, final Map<String, String> parameters) {
        return benchmark + (parameters.isEmpty() ? "" : " " + new TreeMap<>(parameters));
    }

    /** The benchmarks that are listed, as patterns that match nothing else. */
    List<String> patterns() {
        final Set<String> patterns = new LinkedHashSet<>();
        for (final String name : allowedBytes.keySet()) {
            patterns.add("^" + Pattern.quote(benchmarkOf(name)) + "$");
        }
        return new ArrayList<>(patterns);
    }

    /** Every value that a parameter has in any entry. */
    Map<String, Collection<String>> parameters() {
        final Map<String, Collection<String>> values = new TreeMap<>();
        for (final String name : allowedBytes.keySet()) {
            parametersOf(name)
                    .forEach((parameter, value) -> values.computeIfAbsent(parameter, any -> new LinkedHashSet<>())
                            .add(value));
        }
        return values;
    }

    private static String benchmarkOf(final String name) {
        final int space = name.indexOf(' ');
        return space < 0 ? name : name.substring(0, space);
    }

    private static Map<String, String> parametersOf(final String name) {
        final Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a benchmark's name and parameters");
        }
        final Map<String, String> values = new TreeMap<>();
        if (parts.group(2) != null) {
            for (final String part : parts.group(2).split(", ", -1)) {
                final Matcher parameter = PARAMETER.matcher(part);
                if (!parameter.matches()) {
                    throw new IllegalArgumentException("\"" + part + "\" of \"" + name + "\" is not parameter=value");
                }
                values.put(parameter.group(1), parameter.group(2));
            }
        }
        return values;
    }
}

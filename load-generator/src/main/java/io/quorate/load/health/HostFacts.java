package io.quorate.load.health;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Linux tells of the machine and of the limits that this program runs in.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Errors.</b> What is not told, as on other systems, is absent; nothing is guessed.
 */
public final class HostFacts {

    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\d+) ");
    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*: *(.+)$");
    private static final Pattern MEMBERSHIP = Pattern.compile("(?m)^\\d+:([^:]*):(/.*)$");
    private static final Pattern CPU_MAX = Pattern.compile("(\\d+) (\\d+)");
    private static final Path CGROUPS = Path.of("sys/fs/cgroup");

    /** Version 1 says "none" by the highest number of pages there can be. */
    private static final long NO_LIMIT = 1L << 62;

    private final Path root;

    /**
     * Creates a view.
     *
     * @param root where the machine's files are, {@code /} unless in a test
     */
    public HostFacts(final Path root) {
        this.root = root;
    }

    /**
     * All that is told.
     *
     * @return names and texts, numbers or booleans; what is not told is missing
     */
    public Map<String, Object> describe() {
        final Map<String, Object> facts = new LinkedHashMap<>();
        put(facts, "cpuModel", cpuModel());
        put(facts, "governor", governor());
        final String smt = line("sys/devices/system/cpu/smt/active");
        if (smt != null) {
            facts.put("smt", smt.equals("1"));
        }
        put(facts, "clocksource", clocksource());
        cpuLimit().ifPresent(cpus -> facts.put("containerCpus", cpus));
        memoryLimitBytes().ifPresent(bytes -> facts.put("containerMemoryBytes", bytes));
        openFilesLimit().ifPresent(files -> facts.put("openFilesLimit", files));
        loadAverage().ifPresent(load -> facts.put("loadAverage", load));
        return facts;
    }

    /**
     * The processor's name.
     *
     * @return null if it is not told, as on ARM
     */
    public @Nullable String cpuModel() {
        return first(MODEL, read("proc/cpuinfo"));
    }

    /**
     * How the processors choose their frequency.
     *
     * @return one governor, or several with commas; null in most virtual machines
     */
    public @Nullable String governor() {
        final TreeSet<String> all = new TreeSet<>();
        try (DirectoryStream<Path> processors =
                Files.newDirectoryStream(root.resolve("sys/devices/system/cpu"), "cpu[0-9]*")) {
            for (final Path processor : processors) {
                final String governor = line(processor.resolve("cpufreq/scaling_governor"));
                if (governor != null) {
                    all.add(governor);
                }
            }
        } catch (final IOException e) {
            return null;
        }
        return all.isEmpty() ? null : String.join(",", all);
    }

    /**
     * What the kernel keeps time by.
     *
     * @return for example {@code tsc}
     */
    public @Nullable String clocksource() {
        return line("sys/devices/system/clocksource/clocksource0/current_clocksource");
    }

    /**
     * How many processors' time the container may use.
     *
     * @return the lowest limit that holds, empty if there is none
     */
    public OptionalDouble cpuLimit() {
        double least = Double.POSITIVE_INFINITY;
        for (Path group = group(""); group != null; group = parent(group)) {
            final String max = line(group.resolve("cpu.max"));
            final Matcher matcher = CPU_MAX.matcher(max == null ? "" : max);
            if (matcher.matches()) {
                least = Math.min(least, Double.parseDouble(matcher.group(1)) / Double.parseDouble(matcher.group(2)));
            }
        }
        for (Path group = group("cpu"); group != null; group = parent(group)) {
            final OptionalLong quota = number(line(group.resolve("cpu.cfs_quota_us")));
            final OptionalLong period = number(line(group.resolve("cpu.cfs_period_us")));
            if (quota.orElse(-1) > 0 && period.orElse(-1) > 0) {
                least = Math.min(least, (double) quota.getAsLong() / period.getAsLong());
            }
        }
        return Double.isInfinite(least) ? OptionalDouble.empty() : OptionalDouble.of(least);
    }

    /**
     * How much memory the container may use.
     *
     * @return the lowest limit that holds, bytes; empty if there is none
     */
    public OptionalLong memoryLimitBytes() {
        final long least =
                Math.min(leastBytes(group(""), "memory.max"), leastBytes(group("memory"), "memory.limit_in_bytes"));
        return least < NO_LIMIT ? OptionalLong.of(least) : OptionalLong.empty();
    }

    private long leastBytes(final @Nullable Path from, final String file) {
        long least = NO_LIMIT;
        for (Path group = from; group != null; group = parent(group)) {
            least = Math.min(least, number(line(group.resolve(file))).orElse(NO_LIMIT));
        }
        return least;
    }

    /**
     * How many files and connections this program may have open.
     *
     * @return count, empty if there is no limit or it is not told
     */
    public OptionalLong openFilesLimit() {
        return number(first(OPEN_FILES, read("proc/self/limits")));
    }

    /**
     * How many threads ran or wanted to, on average over the last minute.
     *
     * @return threads
     */
    public OptionalDouble loadAverage() {
        final String line = line("proc/loadavg");
        if (line == null) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(line.split(" ", 2)[0]));
        } catch (final NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** The control group of this program for a controller of version 1, or, with an empty name, of version 2. */
    private @Nullable Path group(final String controller) {
        final String memberships = read("proc/self/cgroup");
        if (memberships == null) {
            return null;
        }
        final Matcher matcher = MEMBERSHIP.matcher(memberships);
        while (matcher.find()) {
            if ((',' + matcher.group(1) + ',').contains(',' + controller + ',')) {
                return root.resolve(CGROUPS)
                        .resolve(controller)
                        .resolve(matcher.group(2).substring(1))
                        .normalize();
            }
        }
        return null;
    }

    /** A limit of a group holds for all in it. */
    private @Nullable Path parent(final Path group) {
        final Path parent = group.getParent();
        return parent != null && parent.startsWith(root.resolve(CGROUPS)) ? parent : null;
    }

    private @Nullable String line(final String file) {
        return line(root.resolve(file));
    }

    private static @Nullable String line(final Path file) {
        final String content = read(file);
        return content == null || content.isBlank() ? null : content.strip();
    }

    private @Nullable String read(final String file) {
        return read(root.resolve(file));
    }

    private static @Nullable String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            // Not told here.
            return null;
        }
    }

    private static @Nullable String first(final Pattern pattern, final @Nullable String text) {
        final Matcher matcher = pattern.matcher(text == null ? "" : text);
        return matcher.find() ? matcher.group(1).strip() : null;
    }

    private static OptionalLong number(final @Nullable String text) {
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (final NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static void put(final Map<String, Object> facts, final String name, final @Nullable Object value) {
        if (value != null) {
            facts.put(name, value);
        }
    }
}

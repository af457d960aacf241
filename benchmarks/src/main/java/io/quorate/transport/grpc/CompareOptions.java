package io.quorate.transport.grpc;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The command line of {@link Compare}: names with values, each once. */
final class CompareOptions {

    static final String USAGE = """
            usage: benchmarks/compare [options]
              --rounds N              alternations that count, 5
              --warm-up-rounds N      alternations before them, 2
              --seconds S             of each measurement, 2
              --in-flight LIST        operations under way at a time, 1,16,128
              --sides LIST            quorate-stream,quorate-unary,tuned-unary,bare-tcp; also tuned-unary-no-deadline, default-unary
              --reference SIDE        what ratios are of; tuned-unary, or else the last side
              --ops LIST              get,put
              --value-bytes LIST      up to 1048576; 100
              --replicas LIST         1 to 7; 3 (the unary sides by hand know 3 only)
              --open-loop RATE|P%     response times at so many operations per second, or at P % of what tuned-unary
                                      reaches with 128 in flight, instead of throughput
              --arrivals NAME         of the open loop: poisson (fixed seed) or constant; poisson
              --mixed-large           response times of small operations alone, and beside large puts, at --rate
              --rate R                of --mixed-large, small operations per second, 2000
              --large-per-second R    of --mixed-large, 10
              --large-bytes N         of --mixed-large, 1048576
              --label TEXT            goes to the results, for instance machine and commit
              --json FILE             where to write the results
            """;

    private static final Set<String> FLAGS = Set.of("--mixed-large");
    private static final Set<String> NAMES = Set.of(
            "--rounds",
            "--warm-up-rounds",
            "--seconds",
            "--in-flight",
            "--sides",
            "--reference",
            "--ops",
            "--value-bytes",
            "--replicas",
            "--open-loop",
            "--arrivals",
            "--rate",
            "--large-per-second",
            "--large-bytes",
            "--label",
            "--json");
    private static final Set<String> OPS = Set.of("get", "put");
    private static final String YES = "yes";
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_VALUE_BYTES = 1 << 20;
    private static final int MAX_REPLICAS = 7;
    private static final int MAX_IN_FLIGHT = 1 << 12;
    private static final int MAX_ROUNDS = 1_000;

    private final Map<String, String> given = new LinkedHashMap<>();

    private CompareOptions() {}

    static CompareOptions parse(final String... args) {
        final CompareOptions options = new CompareOptions();
        for (int i = 0; i < args.length; i++) {
            final String name = args[i];
            final String value;
            if (FLAGS.contains(name)) {
                value = YES;
            } else if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("there is no option " + name);
            } else if (i + 1 == args.length) {
                throw new IllegalArgumentException(name + " needs a value");
            } else {
                value = args[++i];
            }
            if (options.given.put(name, value) != null) {
                throw new IllegalArgumentException(name + " is given twice");
            }
        }
        options.checkAll();
        return options;
    }

    int rounds() {
        return number("--rounds", text("--rounds", "5"), 1, MAX_ROUNDS);
    }

    int warmUpRounds() {
        return number("--warm-up-rounds", text("--warm-up-rounds", "2"), 0, MAX_ROUNDS);
    }

    /** How long each measurement takes. */
    long measureNs() {
        return (long) (positive("--seconds", "2") * NS_PER_SECOND);
    }

    List<Integer> inFlight() {
        return numbers("--in-flight", "1,16,128", 1, MAX_IN_FLIGHT);
    }

    List<Integer> valueBytes() {
        return numbers("--value-bytes", "100", 1, MAX_VALUE_BYTES);
    }

    List<Integer> replicas() {
        return numbers("--replicas", "3", 1, MAX_REPLICAS);
    }

    List<Side> sides() {
        return list("--sides", "quorate-stream,quorate-unary,tuned-unary,bare-tcp").stream()
                .map(Side::parse)
                .toList();
    }

    Side reference() {
        final List<Side> sides = sides();
        final Side usual = sides.contains(Side.TUNED_UNARY) ? Side.TUNED_UNARY : sides.get(sides.size() - 1);
        final Side reference = Side.parse(text("--reference", usual.toString()));
        if (!sides.contains(reference)) {
            throw new IllegalArgumentException("--reference=" + reference + " is none of the sides " + sides);
        }
        return reference;
    }

    List<String> ops() {
        final List<String> ops = list("--ops", "get,put");
        if (!OPS.containsAll(ops)) {
            throw new IllegalArgumentException("--ops=" + ops + " must be get, put or both");
        }
        return ops;
    }

    boolean isOpenLoop() {
        return given.containsKey("--open-loop");
    }

    /** Whether the rate of the open loop is a part of what tuned unary reaches. */
    boolean isOpenLoopRelative() {
        return text("--open-loop", "").endsWith("%");
    }

    /** Operations per second, or percent of what tuned unary reaches. */
    double openLoopRate() {
        final String text = text("--open-loop", "");
        return positive("--open-loop", isOpenLoopRelative() ? text.substring(0, text.length() - 1) : text, text);
    }

    boolean isPoisson() {
        final String name = text("--arrivals", "poisson");
        if (!name.equals("poisson") && !name.equals("constant")) {
            throw new IllegalArgumentException("--arrivals=" + name + " must be poisson or constant");
        }
        return name.equals("poisson");
    }

    boolean isMixedLarge() {
        return given.containsKey("--mixed-large");
    }

    double rate() {
        return positive("--rate", "2000");
    }

    double largePerSecond() {
        return positive("--large-per-second", "10");
    }

    int largeBytes() {
        return number("--large-bytes", text("--large-bytes", "1048576"), 1, MAX_VALUE_BYTES);
    }

    String label() {
        return text("--label", "");
    }

    @Nullable
    Path json() {
        final String file = given.get("--json");
        return file == null ? null : Path.of(file);
    }

    private void checkAll() {
        rounds();
        warmUpRounds();
        measureNs();
        inFlight();
        valueBytes();
        reference();
        ops();
        isPoisson();
        rate();
        largePerSecond();
        largeBytes();
        if (isOpenLoop()) {
            openLoopRate();
        }
        if (isOpenLoop() && isMixedLarge()) {
            throw new IllegalArgumentException("--open-loop and --mixed-large are two runs, not one");
        }
        if (isMixedLarge() && !sides().stream().allMatch(Side::isLibrary)) {
            throw new IllegalArgumentException(
                    "--mixed-large compares the library's own sides: --sides quorate-stream,quorate-unary");
        }
        for (final int count : replicas()) {
            if (count != UnaryLoop.REPLICAS && !sides().stream().allMatch(CompareOptions::takesAnyReplicas)) {
                throw new IllegalArgumentException("--replicas=" + count
                        + " without the unary sides by hand only: --sides quorate-stream,quorate-unary,bare-tcp");
            }
        }
    }

    private static boolean takesAnyReplicas(final Side side) {
        return side.isLibrary() || side == Side.BARE_TCP;
    }

    private String text(final String name, final String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    private List<String> list(final String name, final String otherwise) {
        return Arrays.asList(text(name, otherwise).split(",", -1));
    }

    private List<Integer> numbers(final String name, final String otherwise, final int min, final int max) {
        return list(name, otherwise).stream()
                .map(text -> number(name, text, min, max))
                .toList();
    }

    private double positive(final String name, final String otherwise) {
        final String text = text(name, otherwise);
        return positive(name, text, text);
    }

    private static double positive(final String name, final String number, final String shown) {
        double value;
        try {
            value = Double.parseDouble(number);
        } catch (final NumberFormatException e) {
            value = Double.NaN;
        }
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + "=" + shown + " must be a number more than 0");
        }
        return value;
    }

    private static int number(final String name, final String text, final int min, final int max) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (final NumberFormatException e) {
            value = min - 1;
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + text + " must be " + min + " to " + max);
        }
        return value;
    }
}

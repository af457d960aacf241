package io.quorate.load.workload;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the values are that a load writes.
 *
 * <ul>
 *   <li>{@code fixed:N}, or just {@code N}: always the same.
 *   <li>{@code uniform:A-B}: each length from A to B, both inclusive, is as likely as any other.
 *   <li>{@code lognormal:MEDIAN,P99}: half of the values are longer than the median, one in a hundred is longer than P99. What would be
 *       longer than the longest permitted value has exactly its length; {@code lognormal:MEDIAN,P99,MAX} sets a lower limit, which saves
 *       memory, since there is room for the longest value in every operation that can be under way.
 *   <li>{@code list:SIZE*WEIGHT,...}: these lengths, in proportion to their weights.
 * </ul>
 *
 * <p>Numbers may end in k for thousands or M for millions.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Bytes. <b>Allocation.</b> None per value. <b>Errors.</b> {@link IllegalArgumentException}
 * that names the value, the limit and the fix.
 *
 * <p><b>Guarantee.</b> The length of an operation's value is a pure function of the seed and the operation's index.
 */
public final class ValueSizes {

    private static final String OPTION = "value-size";
    private static final String FIX =
            "use a number, fixed:128, uniform:64-1024, lognormal:256,8192 or list:64*80,1024*15,65536*5";
    private static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_SIZES = 1_000;

    /** 99 % of a standard normal distribution are below it. */
    private static final double NORMAL_P99 = 2.3263478740408408;

    private final String text;
    private final int min;
    private final int max;
    private final Sizes sizes;

    /** A length from uniformly distributed bits. */
    private interface Sizes {
        int of(long bits);
    }

    private ValueSizes(final String text, final int min, final int max, final Sizes sizes) {
        this.text = text;
        this.min = min;
        this.max = max;
        this.sizes = sizes;
    }

    /**
     * One length.
     *
     * @param bytes of each value, at least 0
     * @return the lengths
     */
    public static ValueSizes fixed(final int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(OPTION + "=" + bytes + " must be at least 0");
        }
        return new ValueSizes("fixed:" + bytes, bytes, bytes, bits -> bytes);
    }

    /**
     * Reads lengths.
     *
     * @param text one of the forms above
     * @param maxBytes the longest value that the target takes
     * @return the lengths
     * @throws IllegalArgumentException if it is malformed, or values could be longer than that; the message names what is wrong and what
     *     would be right
     */
    public static ValueSizes parse(final String text, final int maxBytes) {
        final SpecText spec = new SpecText(OPTION, text, FIX);
        final int colon = text.indexOf(':');
        final String rest = text.substring(colon + 1);
        if (colon < 0) {
            return fixed(spec.whole("the length", rest, 0, maxBytes));
        }
        final String name = text.substring(0, colon);
        return switch (name) {
            case "fixed" -> fixed(spec.whole("the length", rest, 0, maxBytes));
            case "uniform" -> uniform(spec, rest, maxBytes);
            case "lognormal" -> lognormal(spec, rest, maxBytes);
            case "list" -> list(spec, rest, maxBytes);
            default -> throw spec.wrong("there is no distribution \"" + name + "\"");
        };
    }

    private static ValueSizes uniform(final SpecText spec, final String rest, final int maxBytes) {
        final String[] parts = rest.split("-", -1);
        if (parts.length != 2) {
            throw spec.wrong("\"" + rest + "\" is not two lengths with a hyphen between them");
        }
        final int from = spec.whole("the least length", parts[0], 0, maxBytes);
        final int to = spec.whole("the greatest length", parts[1], 0, maxBytes);
        if (from > to) {
            throw spec.wrong("the least length, " + from + ", must not be above the greatest, " + to);
        }
        final int count = Math.addExact(to - from, 1);
        return new ValueSizes("uniform:" + from + "-" + to, from, to, bits -> from + Draws.below(bits, count));
    }

    private static ValueSizes lognormal(final SpecText spec, final String rest, final int maxBytes) {
        final String[] parts = rest.split(",", -1);
        if (parts.length != 2 && parts.length != 3) {
            throw spec.wrong("\"" + rest
                    + "\" is not a median, a 99th percentile and perhaps a limit, with commas between them");
        }
        final int median = spec.whole("the median", parts[0], 1, maxBytes);
        final int p99 = spec.whole("the 99th percentile", parts[1], 1, maxBytes);
        final int limit = parts.length == 2 ? maxBytes : spec.whole("the limit", parts[2], 1, maxBytes);
        if (median > p99 || p99 > limit) {
            throw spec.wrong("the median, " + median + ", must not be above the 99th percentile, " + p99
                    + ", nor that above the limit, " + limit);
        }
        final double mu = StrictMath.log(median);
        final double sigma = (StrictMath.log(p99) - mu) / NORMAL_P99;
        return new ValueSizes(
                "lognormal:" + median + "," + p99 + (parts.length == 2 ? "" : "," + limit), 1, limit, bits -> {
                    final double size = StrictMath.exp(mu + sigma * normal(bits));
                    return (int) Math.max(1, Math.min(limit, Math.round(size)));
                });
    }

    /** A standard normal number, by the polar method (Marsaglia, Bray: A convenient method for generating normal variables, SIAM Review 6, 1964). */
    private static double normal(final long bits) {
        long draw = bits;
        while (true) {
            final double x = 2 * Draws.unit(draw) - 1;
            draw = Draws.next(draw);
            final double y = 2 * Draws.unit(draw) - 1;
            draw = Draws.next(draw);
            final double square = x * x + y * y;
            if (square > 0 && square < 1) {
                return x * Math.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    private static ValueSizes list(final SpecText spec, final String rest, final int maxBytes) {
        final String[] parts = rest.split(",", -1);
        if (parts.length > MAX_SIZES) {
            throw spec.wrong(parts.length + " lengths are too many: there may be up to " + MAX_SIZES);
        }
        final int[] lengths = new int[parts.length];
        final int[] upTo = new int[parts.length];
        final List<String> canonical = new ArrayList<>();
        int sum = 0;
        int min = maxBytes;
        int max = 0;
        for (int i = 0; i < parts.length; i++) {
            final int star = parts[i].indexOf('*');
            if (star < 0) {
                throw spec.wrong("\"" + parts[i] + "\" has no weight");
            }
            lengths[i] = spec.whole("a length", parts[i].substring(0, star), 0, maxBytes);
            final int weight = spec.whole("a weight", parts[i].substring(star + 1), 1, MAX_WEIGHT);
            sum += weight;
            upTo[i] = sum;
            min = Math.min(min, lengths[i]);
            max = Math.max(max, lengths[i]);
            canonical.add(lengths[i] + "*" + weight);
        }
        final int all = sum;
        return new ValueSizes("list:" + String.join(",", canonical), min, max, bits -> {
            final int draw = Draws.below(bits, all);
            int i = 0;
            while (draw >= upTo[i]) {
                i++;
            }
            return lengths[i];
        });
    }

    /**
     * The least length that can occur.
     *
     * @return bytes
     */
    public int min() {
        return min;
    }

    /**
     * The greatest length that can occur.
     *
     * @return bytes
     */
    public int max() {
        return max;
    }

    int of(final long bits) {
        return sizes.of(bits);
    }

    /** The canonical form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * Reads what share of a value's bytes is to repeat one byte.
     *
     * @param text 0 to 1
     * @return the share
     * @throws IllegalArgumentException if it is not such a number; the message says so
     */
    public static double parseCompressible(final String text) {
        final SpecText spec = new SpecText("compressible", text, "use a number from 0 to 1, for example 0.5");
        final BigDecimal share = spec.number("the share", text);
        if (share.compareTo(BigDecimal.ONE) > 0) {
            throw spec.wrong("the share, " + SpecText.plain(share) + ", must be 0 to 1");
        }
        return share.doubleValue();
    }
}

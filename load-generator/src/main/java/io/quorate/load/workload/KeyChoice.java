package io.quorate.load.workload;

import java.math.BigDecimal;

/**
 * Which keys the operations of a load are about.
 *
 * <ul>
 *   <li>{@code uniform}: each key is as likely as any other.
 *   <li>{@code zipf:THETA}: the key of rank k has a probability in proportion to 1 / k^THETA, over exactly the keys that there are; ranks
 *       are spread over the keys by a permutation that depends on the seed.
 *   <li>{@code ycsb-zipf}: as YCSB's ScrambledZipfianGenerator does it, for comparison with its results: a zipf distribution with THETA
 *       0.99 over 10 billion items (zeta 26.46902820178302), each of which is hashed (FNV-1a, 64 bits) to one of the keys. Hence the skew
 *       hardly depends on the number of keys, the hottest key gets 3.8 % of the operations, and some keys share an item's heat while others
 *       get next to none.
 *   <li>{@code latest:THETA}: the distance from the newest key, which has rank 1, is zipf-distributed; keys that the load itself inserts
 *       count from the operation after the one that inserts them.
 *   <li>{@code hotspot:KEYS/OPERATIONS}: for 20/80, the first 20 % of the keys get 80 % of the operations, and the others the rest; within
 *       both, each key is as likely as any other.
 *   <li>{@code exp:OPERATIONS/KEYS}: for 95/14, the probability falls exponentially from the first key to the last, so steeply that the
 *       first 14 % of the keys get 95 % of the operations: exactly, also where the tail would go on beyond the last key.
 *   <li>{@code seq}: one key after the other, and then from the start again.
 *   <li>{@code trace:FILE}: one key index per line, from 0 on, and then from the start again.
 * </ul>
 *
 * <p>All but {@code latest} choose among the keys that there are at the start.
 *
 * <p><b>Threads.</b> Immutable. <b>Allocation.</b> None per choice; 4 bytes per line of a trace. <b>Errors.</b>
 * {@link IllegalArgumentException} that names the value, the limit and the fix.
 *
 * <p><b>Guarantee.</b> The key of an operation is a pure function of the seed and the operation's index.
 */
public final class KeyChoice {

    /** Each key is as likely as any other. */
    public static final KeyChoice UNIFORM =
            new KeyChoice("uniform", (seed, keyCount) -> (index, bits, existing) -> Draws.below(bits, keyCount));

    private static final KeyChoice SEQUENTIAL =
            new KeyChoice("seq", (seed, keyCount) -> (index, bits, existing) -> (int) (index % keyCount));
    private static final KeyChoice YCSB = new KeyChoice("ycsb-zipf", (seed, keyCount) -> new YcsbZipfKeys(keyCount));
    private static final String OPTION = "key-dist";
    private static final String FIX =
            "use uniform, zipf:0.99, ycsb-zipf, latest:0.99, hotspot:20/80, exp:95/14, seq or" + " trace:FILE";
    private static final BigDecimal MAX_THETA = BigDecimal.TEN;
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    private static final int PERCENT_DIGITS = 2;

    private final String text;
    private final Binding binding;

    /** Makes a picker for a seed, which has been mixed, and a number of keys. */
    interface Binding {
        KeyPicker bind(long mixedSeed, int keyCount);
    }

    private KeyChoice(final String text, final Binding binding) {
        this.text = text;
        this.binding = binding;
    }

    /**
     * Reads a choice; the file of a trace is read here, once.
     *
     * @param text one of the forms above
     * @return the choice
     * @throws IllegalArgumentException if it is malformed, or its file is; the message names what is wrong and what would be right
     */
    public static KeyChoice parse(final String text) {
        final SpecText spec = new SpecText(OPTION, text, FIX);
        final int colon = text.indexOf(':');
        final String name = colon < 0 ? text : text.substring(0, colon);
        final String rest = colon < 0 ? "" : text.substring(colon + 1);
        return switch (name) {
            case "uniform" -> alone(spec, colon, UNIFORM);
            case "seq" -> alone(spec, colon, SEQUENTIAL);
            case "ycsb-zipf" -> alone(spec, colon, YCSB);
            case "zipf" -> zipf(spec, rest);
            case "latest" -> latest(spec, rest);
            case "hotspot" -> hotspot(spec, rest);
            case "exp" -> exponential(spec, rest);
            case "trace" -> {
                final TraceFile trace = TraceFile.read(new SpecText(OPTION, text, TraceFile.FIX), rest);
                yield new KeyChoice(text, (seed, keyCount) -> trace.picker(keyCount));
            }
            default -> throw spec.wrong("there is no distribution \"" + name + "\"");
        };
    }

    private static KeyChoice alone(final SpecText spec, final int colon, final KeyChoice choice) {
        if (colon >= 0) {
            throw spec.wrong(choice.text + " takes no parameter");
        }
        return choice;
    }

    private static KeyChoice zipf(final SpecText spec, final String theta) {
        final BigDecimal number = theta(spec, theta);
        final Zipf zipf = new Zipf(number.doubleValue());
        return new KeyChoice("zipf:" + SpecText.plain(number), (seed, keyCount) -> new ZipfKeys(zipf, seed, keyCount));
    }

    private static KeyChoice latest(final SpecText spec, final String theta) {
        final BigDecimal number = theta(spec, theta);
        final Zipf zipf = new Zipf(number.doubleValue());
        return new KeyChoice(
                "latest:" + SpecText.plain(number),
                (seed, keyCount) ->
                        (index, bits, existing) -> existing - zipf.rank(existing, zipf.upTo(existing), bits));
    }

    private static BigDecimal theta(final SpecText spec, final String digits) {
        final BigDecimal theta = spec.number("theta", digits);
        if (theta.signum() == 0 || theta.compareTo(MAX_THETA) > 0) {
            throw spec.wrong("theta, " + SpecText.plain(theta) + ", must be more than 0 and at most " + MAX_THETA);
        }
        return theta;
    }

    private static KeyChoice hotspot(final SpecText spec, final String rest) {
        final BigDecimal[] percent = percents(spec, rest);
        final double keys = share(percent[0]);
        final double operations = share(percent[1]);
        return new KeyChoice(
                "hotspot:" + SpecText.plain(percent[0]) + "/" + SpecText.plain(percent[1]),
                (seed, keyCount) -> new HotspotKeys(keyCount, keys, operations));
    }

    private static KeyChoice exponential(final SpecText spec, final String rest) {
        final BigDecimal[] percent = percents(spec, rest);
        if (percent[0].compareTo(percent[1]) <= 0) {
            throw spec.wrong("the share of the operations, " + SpecText.plain(percent[0])
                    + " %, must be more than that of the first keys, " + SpecText.plain(percent[1]) + " %");
        }
        final double rate = ExponentialKeys.rate(share(percent[0]), share(percent[1]));
        return new KeyChoice(
                "exp:" + SpecText.plain(percent[0]) + "/" + SpecText.plain(percent[1]),
                (seed, keyCount) -> new ExponentialKeys(keyCount, rate));
    }

    private static BigDecimal[] percents(final SpecText spec, final String rest) {
        final String[] parts = rest.split("/", -1);
        if (parts.length != 2) {
            throw spec.wrong("\"" + rest + "\" is not two percentages with a slash between them");
        }
        final BigDecimal[] percents = new BigDecimal[2];
        for (int i = 0; i < 2; i++) {
            percents[i] = spec.number("a percentage", parts[i]);
            if (percents[i].signum() == 0 || percents[i].compareTo(PERCENT) >= 0) {
                throw spec.wrong(
                        "a percentage, " + SpecText.plain(percents[i]) + ", must be more than 0 and less than 100");
            }
        }
        return percents;
    }

    private static double share(final BigDecimal percent) {
        return percent.movePointLeft(PERCENT_DIGITS).doubleValue();
    }

    /** Fits the choice to a load; an {@link IllegalArgumentException} if it names keys that there are not. */
    KeyPicker picker(final long mixedSeed, final int keyCount) {
        return binding.bind(mixedSeed, keyCount);
    }

    /** The canonical form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return text;
    }
}

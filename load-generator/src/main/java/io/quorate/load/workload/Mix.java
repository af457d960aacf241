package io.quorate.load.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * In what proportion operations are mixed. An insert is a put to a key that has not been there before.
 *
 * <p><b>Threads.</b> Immutable. <b>Allocation.</b> None in {@link #choose} and {@link #insertsBefore}.
 */
public final class Mix {

    private static final int MAX_WEIGHT = 1_000_000;
    private static final String INSERT = "insert";

    private final OperationType[] types;
    private final int[] upTo;
    private final int insertWeight;
    private final int allWeights;
    private final String text;

    private Mix(final Map<OperationType, Integer> weights, final int insertWeight) {
        types = new OperationType[weights.size()];
        upTo = new int[weights.size()];
        final List<String> parts = new ArrayList<>();
        int sum = 0;
        int i = 0;
        for (final Map.Entry<OperationType, Integer> entry : weights.entrySet()) {
            sum += entry.getValue();
            types[i] = entry.getKey();
            upTo[i++] = sum;
            parts.add(entry.getKey().label() + "=" + entry.getValue());
        }
        if (insertWeight > 0) {
            parts.add(INSERT + "=" + insertWeight);
        }
        this.insertWeight = insertWeight;
        allWeights = sum + insertWeight;
        text = String.join(",", parts);
    }

    /**
     * Reads a mix.
     *
     * @param text weights by operation, for example {@code get=95,put=5}; they need not add up to 100
     * @return the mix
     * @throws IllegalArgumentException if it is malformed; the message names what is wrong and what would be right
     */
    public static Mix parse(final String text) {
        final Map<OperationType, Integer> weights = new EnumMap<>(OperationType.class);
        int insertWeight = -1;
        for (final String part : text.split(",", -1)) {
            final int equals = part.indexOf('=');
            if (equals < 0) {
                throw malformed(text, "\"" + part + "\" has no weight");
            }
            final String label = part.substring(0, equals).strip();
            final OperationType type = label.equals(INSERT) ? null : type(text, label);
            if (type == null ? insertWeight >= 0 : weights.containsKey(type)) {
                throw malformed(text, label + " is named twice");
            }
            final int weight = weight(text, label, part.substring(equals + 1).strip());
            if (type == null) {
                insertWeight = weight;
            } else {
                weights.put(type, weight);
            }
        }
        weights.values().removeIf(weight -> weight == 0);
        if (weights.isEmpty() && insertWeight <= 0) {
            throw malformed(text, "no operation has a weight above 0");
        }
        return new Mix(weights, Math.max(0, insertWeight));
    }

    private static OperationType type(final String text, final String label) {
        final OperationType type = OperationType.of(label);
        if (type != null) {
            return type;
        }
        throw malformed(text, "there is no operation \"" + label + "\": use get, put, insert, delete or rmw");
    }

    private static int weight(final String text, final String label, final String digits) {
        final int weight;
        try {
            weight = Integer.parseInt(digits);
        } catch (final NumberFormatException e) {
            throw malformed(text, "the weight of " + label + ", \"" + digits + "\", is not a whole number");
        }
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw malformed(text, "the weight of " + label + " must be 0 to " + MAX_WEIGHT);
        }
        return weight;
    }

    private static IllegalArgumentException malformed(final String text, final String problem) {
        return new IllegalArgumentException(
                "mix=" + text + ": " + problem + "; write weights by operation, for example get=95,put=5");
    }

    /** What an operation does that does not insert. */
    OperationType choose(final long bits) {
        final int draw = Draws.below(bits, upTo[upTo.length - 1]);
        int i = 0;
        while (draw >= upTo[i]) {
            i++;
        }
        return types[i];
    }

    /** Where the inserts are among the operations, from uniformly distributed bits; for {@link #insertsBefore}. */
    long insertPhase(final long bits) {
        return Draws.below(bits, allWeights);
    }

    /**
     * How many of the first so many operations insert a key: floor(operations p + u) where p is the share of the inserts and u is from 0 to
     * 1, in whole numbers, so that none is lost to rounding.
     */
    long insertsBefore(final long operations, final long phase) {
        return insertWeight == 0 ? 0 : (operations * insertWeight + phase) / allWeights;
    }

    /**
     * Whether some operations insert keys.
     *
     * @return true if inserts have a share
     */
    public boolean hasInserts() {
        return insertWeight > 0;
    }

    /**
     * Whether an operation has a share.
     *
     * @param type the operation
     * @return true if it occurs; an insert is a put
     */
    public boolean includes(final OperationType type) {
        if (type == OperationType.PUT && hasInserts()) {
            return true;
        }
        for (final OperationType included : types) {
            if (included == type) {
                return true;
            }
        }
        return false;
    }

    /**
     * The operations that have a share.
     *
     * @return in the order of their types
     */
    public List<OperationType> included() {
        return Arrays.stream(OperationType.values()).filter(this::includes).toList();
    }

    /** The canonical form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return text;
    }
}

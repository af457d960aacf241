package io.quorate.load.workload;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * In what proportion operations are mixed.
 *
 * <p><b>Threads.</b> Immutable. <b>Allocation.</b> None in {@link #choose}.
 */
public final class Mix {

    private static final int MAX_WEIGHT = 1_000_000;

    private final OperationType[] types;
    private final int[] upTo;
    private final String text;

    private Mix(final Map<OperationType, Integer> weights) {
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
        for (final String part : text.split(",", -1)) {
            final int equals = part.indexOf('=');
            if (equals < 0) {
                throw malformed(text, "\"" + part + "\" has no weight");
            }
            final OperationType type = type(text, part.substring(0, equals).strip());
            if (weights.containsKey(type)) {
                throw malformed(text, type.label() + " is named twice");
            }
            final int weight = weight(text, type, part.substring(equals + 1).strip());
            if (weight > 0) {
                weights.put(type, weight);
            }
        }
        if (weights.isEmpty()) {
            throw malformed(text, "no operation has a weight above 0");
        }
        return new Mix(weights);
    }

    private static OperationType type(final String text, final String label) {
        for (final OperationType type : OperationType.values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw malformed(text, "there is no operation \"" + label + "\": use get, put, delete or rmw");
    }

    private static int weight(final String text, final OperationType type, final String digits) {
        final int weight;
        try {
            weight = Integer.parseInt(digits);
        } catch (final NumberFormatException e) {
            throw malformed(text, "the weight of " + type.label() + ", \"" + digits + "\", is not a whole number");
        }
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw malformed(text, "the weight of " + type.label() + " must be 0 to " + MAX_WEIGHT);
        }
        return weight;
    }

    private static IllegalArgumentException malformed(final String text, final String problem) {
        return new IllegalArgumentException(
                "mix=" + text + ": " + problem + "; write weights by operation, for example get=95,put=5");
    }

    OperationType choose(final long bits) {
        final int draw = Draws.below(bits, upTo[upTo.length - 1]);
        int i = 0;
        while (draw >= upTo[i]) {
            i++;
        }
        return types[i];
    }

    /**
     * Whether an operation has a share.
     *
     * @param type the operation
     * @return true if it occurs
     */
    public boolean includes(final OperationType type) {
        for (final OperationType included : types) {
            if (included == type) {
                return true;
            }
        }
        return false;
    }

    /** The canonical form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return text;
    }
}

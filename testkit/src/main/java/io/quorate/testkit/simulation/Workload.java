package io.quorate.testkit.simulation;

import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the clients do: which operations on which keys with which values, by seed. Threads: the world's. */
final class Workload {

    private static final char FILLER = '.';
    private static final int LONGEST_VALUE_BYTES = 2_048;
    private static final int USUAL_VALUE_BYTES = 64;
    private static final double LONG_VALUE = 0.02;
    private static final double HOT_KEY = 0.5;
    private static final long[] TIMEOUTS_NS = {20_000_000, 200_000_000, 2_000_000_000};
    private static final long LONGEST_MEAN_THINK_NS = 8_000_000;
    private static final long MEAN_THINK_AFTER_FAILURE_NS = 100_000_000;

    private final List<String> keys = new ArrayList<>();
    private final Map<String, Integer> valueBytes = new LinkedHashMap<>();
    private final int lanesPerClient;
    private final int operationsPerLane;
    private final double getShare;
    private final double deleteShare;
    private final double meanThinkNs;
    private int values;

    Workload(final SimulatedWorld world, final SimulationOptions options) {
        final SeededRandom random = world.random("workload");
        this.lanesPerClient = options.lanesPerClient();
        this.operationsPerLane = options.operationsPerLane();
        for (int i = 0; i < options.keyCount(); i++) {
            keys.add("key-" + i + '-' + random.below(1 << 16));
        }
        this.getShare = 0.2 + 0.6 * random.fraction();
        final double drawnDeleteShare = 0.3 * random.fraction();
        this.deleteShare = options.plantedBug().sharesVersions() ? 0 : drawnDeleteShare;
        this.meanThinkNs = random.fraction() * LONGEST_MEAN_THINK_NS;
    }

    List<String> keys() {
        return keys;
    }

    int lanesPerClient() {
        return lanesPerClient;
    }

    int operationsPerLane() {
        return operationsPerLane;
    }

    /** Every other operation is on the first key. */
    String key(final SeededRandom random) {
        return random.chance(HOT_KEY) ? keys.get(0) : keys.get(random.below(keys.size()));
    }

    Operation.Kind kind(final SeededRandom random) {
        if (random.chance(getShare)) {
            return Operation.Kind.GET;
        }
        return random.chance(deleteShare) ? Operation.Kind.DELETE : Operation.Kind.PUT;
    }

    /** After a failure a lane waits longer, so that it does not use up its operations while nothing can succeed. */
    long thinkNs(final boolean afterFailure, final SeededRandom random) {
        return random.exponential(afterFailure ? MEAN_THINK_AFTER_FAILURE_NS : meanThinkNs);
    }

    long timeoutNs(final SeededRandom random) {
        return TIMEOUTS_NS[random.below(TIMEOUTS_NS.length)];
    }

    /** A name for a value that no other has; its bytes are the name and some filling. */
    String newValue(final String writer, final SeededRandom random) {
        final String name = writer + '-' + ++values;
        final int most = random.chance(LONG_VALUE) ? LONGEST_VALUE_BYTES : USUAL_VALUE_BYTES;
        valueBytes.put(name, Math.max(name.length(), random.below(most + 1)));
        return name;
    }

    byte[] encode(final String valueName) {
        final StringBuilder text = new StringBuilder(valueName);
        while (text.length() < valueBytes.getOrDefault(valueName, 0)) {
            text.append(FILLER);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The name of a value, or something that nobody wrote if a single byte differs from what was encoded. */
    String decode(final byte[] bytes) {
        final String text = new String(bytes, StandardCharsets.ISO_8859_1);
        final int end = text.indexOf(FILLER);
        final String valueName = end < 0 ? text : text.substring(0, end);
        return text.equals(new String(encode(valueName), StandardCharsets.ISO_8859_1)) ? valueName : "damaged " + text;
    }
}

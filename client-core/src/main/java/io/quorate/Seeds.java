package io.quorate;

import io.quorate.ring.NodeDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the addresses that a user gives.
 *
 * <p><b>Threads.</b> Any, pure functions.
 */
final class Seeds {

    private Seeds() {}

    static List<String> parse(final String target) {
        final List<String> seeds = new ArrayList<>();
        for (final String part : target.split(",", -1)) {
            final String seed = part.strip();
            if (seed.isEmpty()) {
                throw new IllegalArgumentException(
                        "target=\"" + target
                                + "\" has an empty server: write host:port, separated by single commas, for example a:7000,b:7000");
            }
            seeds.add(seed);
        }
        return seeds;
    }

    static List<String> check(final List<String> seeds) {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException(
                    "seeds is empty: name at least one server as host:port, by target(...) or seeds(...)");
        }
        final List<String> checked = new ArrayList<>(seeds.size());
        for (final String seed : seeds) {
            final int first = checked.indexOf(NodeDescriptor.of(seed).name());
            if (first >= 0) {
                throw new IllegalArgumentException("seeds has server \"" + seed + "\" twice, at positions "
                        + (first + 1) + " and " + (checked.size() + 1) + ": remove one");
            }
            checked.add(seed);
        }
        return List.copyOf(checked);
    }
}

package io.quorate.load.workload;

import java.util.List;

/**
 * A workload by its name: the mix of its operations, and which keys they are about unless something else is asked for.
 *
 * <p>The YCSB core workloads A to D and F (Cooper et al.: Benchmarking cloud serving systems with YCSB, SoCC 2010) have YCSB's proportions;
 * their zipf distribution is over the keys that there are, not over YCSB's 10 billion items ({@code ycsb-zipf} of {@link KeyChoice} is).
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param name in options and reports
 * @param mix proportion of the operations
 * @param keyChoice which keys they are about
 */
public record Preset(String name, Mix mix, KeyChoice keyChoice) {

    private static final String MIX = "mix:";
    private static final List<Preset> ALL = List.of(
            preset("ycsb-a", "get=50,put=50", "zipf:0.99"),
            preset("ycsb-b", "get=95,put=5", "zipf:0.99"),
            preset("ycsb-c", "get=100", "zipf:0.99"),
            preset("ycsb-d", "get=95,insert=5", "latest:0.99"),
            preset("ycsb-f", "get=50,rmw=50", "zipf:0.99"),
            preset("read", "get=100", "uniform"),
            preset("write", "put=100", "uniform"));

    private static Preset preset(final String name, final String mix, final String keys) {
        return new Preset(name, Mix.parse(mix), KeyChoice.parse(keys));
    }

    /**
     * Finds a workload.
     *
     * @param text a name, or {@code mix:} and a mix that {@link Mix#parse} reads, whose keys are chosen uniformly
     * @return the workload
     * @throws IllegalArgumentException if there is no such workload; the message names those that there are
     */
    public static Preset parse(final String text) {
        if (text.startsWith(MIX)) {
            final Mix mix = Mix.parse(text.substring(MIX.length()));
            return new Preset(MIX + mix, mix, KeyChoice.UNIFORM);
        }
        for (final Preset preset : ALL) {
            if (preset.name.equals(text)) {
                return preset;
            }
        }
        final SpecText spec = new SpecText("workload", text, "use " + names() + " or mix:get=95,put=5");
        throw spec.wrong(
                text.equals("ycsb-e")
                        ? "it scans ranges of keys, which this store cannot"
                        : "there is no workload of that name");
    }

    private static String names() {
        return String.join(", ", ALL.stream().map(Preset::name).toList());
    }

    /** The canonical form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return name;
    }
}

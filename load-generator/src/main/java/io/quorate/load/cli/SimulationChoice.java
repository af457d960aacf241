package io.quorate.load.cli;

import io.quorate.quorum.Consistency;
import io.quorate.ring.RingConfig;
import io.quorate.testkit.simulation.FaultClass;
import io.quorate.testkit.simulation.PlantedBug;
import io.quorate.testkit.simulation.SimulationOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What is simulated; whatever is not said is drawn from each seed. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SimulationChoice {

    private static final int DEFAULT_N = 3;
    private static final int MOST = 1_000;
    private static final int MOST_OPERATIONS = 100_000;
    private static final Duration LONGEST_SKEW = Duration.ofHours(24);
    private static final long NS_PER_MS = 1_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--n",
            paramLabel = "N",
            description = "Copies of each key (default: drawn, 1, 3 or 5; with --r or --w 3).")
    private @Nullable Integer n;

    @Option(
            names = "--r",
            paramLabel = "R",
            description = "Replicas that must answer a get (default: drawn so that R + W > N; with --n its majority).")
    private @Nullable Integer r;

    @Option(
            names = "--w",
            paramLabel = "W",
            description = "Replicas that must acknowledge a put or delete (default: as --r).")
    private @Nullable Integer w;

    @Option(
            names = "--nodes",
            paramLabel = "COUNT",
            description = "Nodes of the cluster; needs --n (default: drawn, N to N + 2).")
    private @Nullable Integer nodes;

    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            description = "What the clients are asked to promise: quorum, eventual or linearizable (default: quorum, or"
                    + " what --plant needs).")
    private @Nullable Consistency consistency;

    @Option(names = "--clients", paramLabel = "COUNT", description = "Clients (default: drawn, 2 to 5).")
    private @Nullable Integer clients;

    @Option(
            names = "--lanes",
            paramLabel = "COUNT",
            description = "Operations that each client has under way at a time (default: drawn, 1 to 3).")
    private @Nullable Integer lanes;

    @Option(names = "--keys", paramLabel = "COUNT", description = "Keys (default: drawn, 1 to 4).")
    private @Nullable Integer keys;

    @Option(
            names = "--operations",
            paramLabel = "COUNT",
            description = "Operations of each lane (default: drawn, 40 to 139).")
    private @Nullable Integer operations;

    @Option(
            names = "--skew",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How far each client's wall clock may be off, either way, in whole milliseconds (default: 0s;"
                    + " linearizable: drawn, up to 4s).")
    private @Nullable Duration skew;

    @Option(
            names = "--faults",
            paramLabel = "CLASS,...",
            converter = Faults.class,
            description =
                    "What goes wrong in every seed: all, none, or classes such as drop,restart (default: drawn). Only"
                            + " with linearizable all has those that set clients' clocks apart; otherwise there is --skew. The"
                            + " classes are ${COMPLETION-CANDIDATES}.",
            completionCandidates = FaultNames.class)
    private @Nullable FaultChoice faults;

    @Option(
            names = "--plant",
            paramLabel = "BUG",
            defaultValue = "none",
            converter = Bug.class,
            description =
                    "Break the protocol on purpose, to see that it is found: ${COMPLETION-CANDIDATES}. It sets what"
                            + " the bug needs to show, unless an option says otherwise (default: ${DEFAULT-VALUE}).",
            completionCandidates = BugNames.class)
    private PlantedBug plant;

    /** Checks all that can be checked before the first seed. */
    void check() {
        range("--n", n, RingConfig.MAX_REPLICATION_FACTOR);
        if (namesQuorums()) {
            range("--r", r, quorums()[0]);
            range("--w", w, quorums()[0]);
        }
        range("--clients", clients, MOST);
        range("--lanes", lanes, MOST);
        range("--keys", keys, MOST);
        range("--operations", operations, MOST_OPERATIONS);
        if (nodes != null) {
            if (!namesQuorums()) {
                throw usage("--nodes=" + nodes + " needs --n: name the copies of each key too");
            }
            if (nodes < quorums()[0] || nodes > MOST) {
                throw usage("--nodes=" + nodes + " must be --n=" + quorums()[0] + " to " + MOST);
            }
        }
        if (skew != null && (skew.compareTo(LONGEST_SKEW) > 0 || skew.toNanos() % NS_PER_MS != 0)) {
            throw usage("--skew=" + Durations.text(skew) + " must be whole milliseconds, at most 24h");
        }
        final SimulationOptions sample = settings(SimulationOptions.builder(0)).build();
        if (sample.consistency() == Consistency.LINEARIZABLE
                && sample.readQuorum() + sample.writeQuorum() <= sample.replicationFactor()) {
            throw usage("--consistency=linearizable needs --r=" + sample.readQuorum() + " + --w=" + sample.writeQuorum()
                    + " > --n=" + sample.replicationFactor()
                    + ": raise one of the quorums, or measure what they give by --consistency=eventual");
        }
    }

    /** Sets what was said, and leaves the rest as it was drawn. */
    SimulationOptions.Builder settings(final SimulationOptions.Builder builder) {
        if (plant != PlantedBug.NONE) {
            builder.plantedBug(plant);
        }
        if (namesQuorums()) {
            final int[] quorums = quorums();
            builder.quorums(quorums[0], quorums[1], quorums[2]);
            if (nodes != null) {
                builder.spareNodes(nodes - quorums[0]);
            }
        }
        final SimulationOptions drawn = builder.build();
        builder.load(
                clients == null ? drawn.clientCount() : clients,
                lanes == null ? drawn.lanesPerClient() : lanes,
                keys == null ? drawn.keyCount() : keys,
                operations == null ? drawn.operationsPerLane() : operations);
        if (consistency != null) {
            builder.consistency(consistency);
        }
        if (skew != null) {
            builder.maxSkewMs(skew.toMillis());
        }
        if (faults != null) {
            builder.faults(faults.of(builder.build()));
        }
        return builder;
    }

    /** What was said, for people. */
    String describe() {
        final List<String> said = new ArrayList<>();
        if (namesQuorums()) {
            final int[] quorums = quorums();
            said.add("N=" + quorums[0] + " R=" + quorums[1] + " W=" + quorums[2]
                    + (nodes == null ? "" : " of " + nodes + " nodes"));
        }
        said.add(name(settings(SimulationOptions.builder(0)).build().consistency()));
        add(said, clients, "clients");
        add(said, lanes, "lanes");
        add(said, keys, "keys");
        add(said, operations, "operations per lane");
        if (skew != null) {
            said.add("skew " + Durations.text(skew));
        }
        if (faults != null) {
            said.add("faults " + faults.text());
        }
        if (plant != PlantedBug.NONE) {
            said.add("bug " + name(plant));
        }
        return String.join(", ", said) + "; the rest is drawn from each seed";
    }

    private static void add(final List<String> said, final @Nullable Integer count, final String what) {
        if (count != null) {
            said.add(count + " " + what);
        }
    }

    /** The command that runs exactly this, whatever was said or drawn. */
    static String command(final SimulationOptions run) {
        return "quorate simulate --seeds 1 --first-seed " + run.seed()
                + (run.plantedBug() == PlantedBug.NONE ? "" : " --plant " + name(run.plantedBug()))
                + " --n " + run.replicationFactor() + " --r " + run.readQuorum() + " --w " + run.writeQuorum()
                + " --nodes " + run.nodeCount() + " --consistency " + name(run.consistency()) + " --clients "
                + run.clientCount() + " --lanes " + run.lanesPerClient() + " --keys " + run.keyCount()
                + " --operations "
                + run.operationsPerLane() + " --skew " + run.maxSkewMs() + "ms --faults " + names(run.faults());
    }

    private boolean namesQuorums() {
        return n != null || r != null || w != null;
    }

    /** N, R and W. */
    private int[] quorums() {
        final int copies = n == null ? DEFAULT_N : n;
        final int majority = copies / 2 + 1;
        return new int[] {copies, r == null ? majority : r, w == null ? majority : w};
    }

    private void range(final String option, final @Nullable Integer value, final int most) {
        if (value != null && (value < 1 || value > most)) {
            throw usage(option + "=" + value + " must be 1 to " + most);
        }
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** As it is typed. */
    static String name(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String names(final Set<FaultClass> faults) {
        if (faults.isEmpty()) {
            return "none";
        }
        return String.join(",", faults.stream().map(SimulationChoice::name).toList());
    }

    private static <E extends Enum<E>> @Nullable E byName(final E[] all, final String text) {
        for (final E one : all) {
            if (name(one).equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return one;
            }
        }
        return null;
    }

    /** Classes of faults, as they were said. */
    record FaultChoice(String text, Set<FaultClass> named) {

        private static final String ALL = "all";
        private static final String NONE = "none";

        /** Those that a run has; of all those that its level promises to bear. */
        Set<FaultClass> of(final SimulationOptions run) {
            final Set<FaultClass> chosen = EnumSet.noneOf(FaultClass.class);
            chosen.addAll(named);
            if (text.equals(ALL) && run.consistency() != Consistency.LINEARIZABLE) {
                chosen.removeIf(FaultClass::setsClientClocksApart);
            }
            return chosen;
        }

        static FaultChoice parse(final String text) {
            final Set<FaultClass> named = EnumSet.noneOf(FaultClass.class);
            if (text.equals(ALL)) {
                named.addAll(EnumSet.allOf(FaultClass.class));
            } else if (!text.equals(NONE)) {
                for (final String name : text.split(",", -1)) {
                    final FaultClass fault = byName(FaultClass.values(), name);
                    if (fault == null) {
                        throw new TypeConversionException("there is no class of faults \"" + name
                                + "\": use all, none, or some of " + String.join(", ", new FaultNames()));
                    }
                    named.add(fault);
                }
            }
            return new FaultChoice(text, named);
        }
    }

    /** Reads classes of faults. */
    static final class Faults implements ITypeConverter<FaultChoice> {
        @Override
        public FaultChoice convert(final String text) {
            return FaultChoice.parse(text);
        }
    }

    /** Reads the name of a bug. */
    static final class Bug implements ITypeConverter<PlantedBug> {
        @Override
        public PlantedBug convert(final String text) {
            final PlantedBug bug = byName(PlantedBug.values(), text);
            if (bug == null) {
                throw new TypeConversionException(
                        "there is no bug \"" + text + "\" to plant: use one of " + String.join(", ", new BugNames()));
            }
            return bug;
        }
    }

    /** Classes of faults, as they are typed. */
    static final class FaultNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        FaultNames() {
            for (final FaultClass fault : FaultClass.values()) {
                add(name(fault));
            }
        }
    }

    /** Bugs, as they are typed. */
    static final class BugNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        BugNames() {
            for (final PlantedBug bug : PlantedBug.values()) {
                add(name(bug));
            }
        }
    }
}

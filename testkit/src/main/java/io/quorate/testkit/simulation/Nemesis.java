package io.quorate.testkit.simulation;

import io.quorate.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the faults that last: each class begins one after the other at random times, and ends each after a random time; when the world
 * heals, all end.
 *
 * <p><b>Threads.</b> The world's.
 */
final class Nemesis {

    /** Who makes the faults that last, in traces. */
    static final String NAME = "nemesis";

    private static final double QUICKEST_MEAN_GAP_NS = 200e6;
    private static final double SLOWEST_MEAN_GAP_NS = 5e9;
    private static final double SHORTEST_NS = 5e6;
    private static final double LONGEST_NS = 3e9;
    private static final double SMALLEST_JUMP_NS = 1e6;
    private static final double LARGEST_JUMP_NS = 3_600e9;
    private static final long MOST_DRIFT_PPM = 200_000;
    private static final long LONGEST_FLAP_NS = 100_000_000;

    private final SimulatedWorld world;
    private final FaultPlan faults;
    private final SimulatedNetwork network;
    private final List<SimulatedNode> nodes;
    private final List<SimulatedProcess> clients;
    private final List<SimulatedClock> clientClocks;
    private final BooleanSupplier storesArePinned;
    private final Set<Runnable> undone = new LinkedHashSet<>();
    private int strangers;
    private int raising;

    Nemesis(
            final SimulatedWorld world,
            final FaultPlan faults,
            final SimulatedNetwork network,
            final List<SimulatedNode> nodes,
            final List<SimulatedProcess> clients,
            final List<SimulatedClock> clientClocks,
            final BooleanSupplier storesArePinned) {
        this.world = world;
        this.faults = faults;
        this.network = network;
        this.nodes = nodes;
        this.clients = clients;
        this.clientClocks = clientClocks;
        this.storesArePinned = storesArePinned;
    }

    void start() {
        plan(FaultClass.PARTITION, this::partition);
        plan(FaultClass.CUT_REQUESTS, random -> cut(someRoutes(random), true, false));
        plan(FaultClass.CUT_REPLIES, random -> cut(someRoutes(random), false, true));
        plan(FaultClass.FLAPPING, this::flap);
        plan(FaultClass.NODE_PAUSE, random -> pause(any(nodes, random).process()));
        plan(FaultClass.CLIENT_PAUSE, random -> pause(any(clients, random)));
        plan(FaultClass.SLOW_NODE, this::slowDown);
        plan(FaultClass.NODE_CLOCK_JUMP, random -> jump(any(nodes, random).clock(), random));
        plan(FaultClass.NODE_CLOCK_DRIFT, random -> drift(any(nodes, random).clock(), random));
        plan(FaultClass.CLIENT_CLOCK_JUMP, random -> jump(any(clientClocks, random), random));
        plan(FaultClass.CLIENT_CLOCK_DRIFT, random -> drift(any(clientClocks, random), random));
        plan(FaultClass.EPOCH_RAISE, this::raiseEpoch);
        plan(FaultClass.STRANGER, this::replace);
    }

    /** Ends every fault that lasts; no other begins. */
    void heal() {
        final List<Runnable> rest = new ArrayList<>(undone);
        undone.clear();
        rest.forEach(Runnable::run);
    }

    /** Begins one fault, and tells how to end it; null if it cannot begin now. */
    private interface Fault {
        @Nullable
        Runnable begin(SeededRandom random);
    }

    private void plan(final FaultClass type, final Fault fault) {
        if (faults.isOn(type)) {
            final double meanGapNs = faults.random(type).logUniform(QUICKEST_MEAN_GAP_NS, SLOWEST_MEAN_GAP_NS);
            next(type, fault, meanGapNs);
        }
    }

    private void next(final FaultClass type, final Fault fault, final double meanGapNs) {
        final SeededRandom random = faults.random(type);
        world.after(random.exponential(meanGapNs), () -> {
            if (faults.isHealed()) {
                return;
            }
            final Runnable end = fault.begin(random);
            if (end == null) {
                next(type, fault, meanGapNs);
                return;
            }
            faults.happened(type, NAME);
            undone.add(end);
            world.after((long) random.logUniform(SHORTEST_NS, LONGEST_NS), () -> {
                if (undone.remove(end)) {
                    end.run();
                    next(type, fault, meanGapNs);
                }
            });
        });
    }

    private Runnable partition(final SeededRandom random) {
        final boolean[] clientSides = sides(clients.size(), random);
        final boolean[] nodeSides = sides(nodes.size(), random);
        final List<SimulatedNetwork.Route> between = new ArrayList<>();
        for (final SimulatedNetwork.Route route : network.routes()) {
            if (clientSides[route.client()] != nodeSides[route.node()]) {
                between.add(route);
            }
        }
        return cut(between, true, true);
    }

    private static boolean[] sides(final int count, final SeededRandom random) {
        final boolean[] sides = new boolean[count];
        for (int i = 0; i < count; i++) {
            sides[i] = random.below(2) == 0;
        }
        return sides;
    }

    private Runnable cut(final List<SimulatedNetwork.Route> routes, final boolean requests, final boolean replies) {
        routes.forEach(route -> route.cut(requests, replies, 1));
        return () -> routes.forEach(route -> route.cut(requests, replies, -1));
    }

    /** The routes of one client, of one node, or any; each of them with an even chance, one at least. */
    private List<SimulatedNetwork.Route> someRoutes(final SeededRandom random) {
        final int client = random.below(2) == 0 ? random.below(clients.size()) : -1;
        final int node = random.below(2) == 0 ? random.below(nodes.size()) : -1;
        final List<SimulatedNetwork.Route> candidates = new ArrayList<>();
        for (final SimulatedNetwork.Route route : network.routes()) {
            if ((client < 0 || route.client() == client) && (node < 0 || route.node() == node)) {
                candidates.add(route);
            }
        }
        final SimulatedNetwork.Route sure = any(candidates, random);
        candidates.removeIf(route -> route != sure && random.below(2) == 0);
        return candidates;
    }

    private Runnable flap(final SeededRandom random) {
        final Flapping flapping = new Flapping(someRoutes(random), random);
        flapping.toggle();
        return flapping::end;
    }

    private Runnable pause(final SimulatedProcess process) {
        process.pause();
        return process::resume;
    }

    private Runnable slowDown(final SeededRandom random) {
        final SimulatedNode node = any(nodes, random);
        node.slow(true);
        return () -> node.slow(false);
    }

    private static Runnable jump(final SimulatedClock clock, final SeededRandom random) {
        final long sizeNs = (long) random.logUniform(SMALLEST_JUMP_NS, LARGEST_JUMP_NS);
        final long byNs = random.below(2) == 0 ? sizeNs : -sizeNs;
        clock.jump(byNs);
        return () -> clock.jump(-byNs);
    }

    private static Runnable drift(final SimulatedClock clock, final SeededRandom random) {
        final boolean still = random.below(4) == 0;
        clock.drift(still ? SimulatedClock.STANDS_STILL_PPM : random.between(-MOST_DRIFT_PPM, MOST_DRIFT_PPM));
        return () -> clock.drift(0);
    }

    /** The nodes learn of the new epoch one by one, at the latest when the fault ends. */
    private @Nullable Runnable raiseEpoch(final SeededRandom random) {
        if (strangers > 0) {
            return null;
        }
        final long next = nodes.get(0).epoch() + 1;
        final List<SimulatedNode> unaware = new ArrayList<>(nodes);
        raising++;
        final long longestNs = (long) random.logUniform(SHORTEST_NS, LONGEST_NS);
        for (final SimulatedNode node : nodes) {
            world.after(random.between(0, longestNs), () -> {
                if (unaware.remove(node)) {
                    node.raiseEpoch(next);
                }
            });
        }
        return () -> {
            unaware.forEach(node -> node.raiseEpoch(next));
            unaware.clear();
            raising--;
        };
    }

    /**
     * Somebody else answers at a member's address. A client cannot know an empty store from the member's own one if it has never met that
     * in the ring's present epoch, which is why operators must not raise the epoch while a member is without its data; here nobody does.
     */
    private @Nullable Runnable replace(final SeededRandom random) {
        final SimulatedNode node = any(nodes, random);
        if (!node.isUp() || raising > 0) {
            return null;
        }
        final boolean otherMember = random.below(2) == 0;
        final SimulatedNode other = any(nodes, random);
        final long chance = random.next();
        final boolean sameCluster =
                random.below(2) == 0 && storesArePinned.getAsBoolean() && node.isKnownToAll(clients.size());
        strangers++;
        node.replaceBy(otherMember && other != node ? other.asStranger() : node.newcomer(sameCluster, chance));
        return () -> {
            strangers--;
            node.replaceBy(null);
        };
    }

    private static <T> T any(final List<T> all, final SeededRandom random) {
        return all.get(random.below(all.size()));
    }

    /** Routes that come and go. */
    private final class Flapping {
        private final List<SimulatedNetwork.Route> routes;
        private final SeededRandom random;
        private boolean cut;
        private boolean over;

        Flapping(final List<SimulatedNetwork.Route> routes, final SeededRandom random) {
            this.routes = routes;
            this.random = random;
        }

        void toggle() {
            if (!over) {
                flip();
                world.after(random.between(1, LONGEST_FLAP_NS), this::toggle);
            }
        }

        void end() {
            over = true;
            if (cut) {
                flip();
            }
        }

        private void flip() {
            cut = !cut;
            final int change = cut ? 1 : -1;
            routes.forEach(route -> route.cut(true, true, change));
        }
    }
}

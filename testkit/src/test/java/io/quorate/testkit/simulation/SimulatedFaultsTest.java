package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parts that make trouble, each by itself. */
class SimulatedFaultsTest {

    private final SimulatedWorld world = new SimulatedWorld(1, null);

    @Test
    void shouldRunWhatWasHeldInOrderWhenProcessGoesOn() {
        final SimulatedProcess process = new SimulatedProcess(world, "p");
        final List<String> events = new ArrayList<>();
        process.at(10, () -> events.add("before"));
        world.at(20, process::pause);
        process.at(30, () -> events.add("first held"));
        process.at(40, () -> events.add("second held"));
        world.at(50, () -> events.add("others go on"));
        world.at(60, process::resume);
        process.at(70, () -> events.add("after"));

        world.runUntil(100);

        assertEquals(List.of("before", "others go on", "first held", "second held", "after"), events);
        assertEquals(40, process.pausedNs());
    }

    @Test
    void shouldHoldTheRestWhenProcessIsPausedByWhatWasHeld() {
        final SimulatedProcess process = new SimulatedProcess(world, "p");
        final List<String> events = new ArrayList<>();
        process.pause();
        process.run(process::pause);
        process.run(() -> events.add("held"));

        process.resume();

        assertTrue(process.isPaused());
        assertEquals(List.of(), events);
        process.resume();
        assertEquals(List.of("held"), events);
    }

    @Test
    void shouldCutOneDirectionOfOneRoute() {
        final SimulatedNetwork network = new SimulatedNetwork(world, new FaultPlan(world, Set.of(), 1), 2, 2);
        final SimulatedProcess process = new SimulatedProcess(world, "p");
        network.route(0, 1).cut(true, false, 1);
        final List<String> arrived = new ArrayList<>();
        for (int client = 0; client < 2; client++) {
            for (int node = 0; node < 2; node++) {
                final String name = client + " " + node;
                final SimulatedNetwork.Route route = network.route(client, node);
                network.transmit(
                        new SimulatedNetwork.Link(name, route, true, process), () -> arrived.add(name + " request"));
                network.transmit(
                        new SimulatedNetwork.Link(name, route, false, process), () -> arrived.add(name + " reply"));
            }
        }

        world.runUntil(Long.MAX_VALUE);

        arrived.sort(null);
        assertEquals(
                List.of(
                        "0 0 reply",
                        "0 0 request",
                        "0 1 reply",
                        "1 0 reply",
                        "1 0 request",
                        "1 1 reply",
                        "1 1 request"),
                arrived);
        assertEquals(0, network.inTransitCount());
    }

    @Test
    void shouldDrawTheSameForAClassWhenOthersAreOff() {
        assertEquals(
                strikes(EnumSet.allOf(FaultClass.class)),
                strikes(EnumSet.of(FaultClass.DUPLICATE, FaultClass.LATE_DUPLICATE)));
    }

    private static String strikes(final Set<FaultClass> on) {
        final FaultPlan plan = new FaultPlan(new SimulatedWorld(5, null), on, 0);
        final StringBuilder strikes = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            plan.strikes(FaultClass.DROP, "here");
            strikes.append(plan.strikes(FaultClass.DUPLICATE, "here") ? '1' : '0')
                    .append(plan.strikes(FaultClass.LATE_DUPLICATE, "here") ? plan.lateDelayNs() : 0);
            plan.delayNs("here");
        }
        assertTrue(strikes.indexOf("1") >= 0);
        return strikes.toString();
    }

    @Test
    void shouldBringClockBackWhenItJumpedAndDrifted() {
        final SimulatedClock clock = new SimulatedClock(world, "c", 3_000_000);
        final long startMs = clock.wallMs();

        clock.jump(-3_600_000_000_000L);
        assertEquals(startMs - 3_600_000, clock.wallMs());
        clock.jump(3_600_000_000_000L);
        clock.drift(SimulatedClock.STANDS_STILL_PPM);
        world.runUntil(5_000_000_000L);
        assertEquals(startMs, clock.wallMs());
        clock.drift(0);

        assertEquals(startMs + 5_000, clock.wallMs());
    }
}

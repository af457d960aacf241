package io.quorate.testkit.simulation;

/** Carries messages: late, twice, out of order, or not at all. Threads: the world's. */
final class SimulatedNetwork {

    /** One direction of one connection. */
    static final class Link {
        private final String name;
        private long lastArrivalNs;

        Link(final String name) {
            this.name = name;
        }

        String name() {
            return name;
        }
    }

    private final SimulatedWorld world;
    private final FaultPlan faults;
    private int inTransit;

    SimulatedNetwork(final SimulatedWorld world, final FaultPlan faults) {
        this.world = world;
        this.faults = faults;
    }

    /** Delivers a message never, once or several times. */
    void transmit(final Link link, final Runnable delivery) {
        if (faults.strikes(FaultClass.DROP, link.name)) {
            return;
        }
        long arrivalNs = world.nowNs() + faults.delayNs(link.name);
        if (!faults.isOn(FaultClass.REORDER)) {
            arrivalNs = Math.max(arrivalNs, link.lastArrivalNs + 1);
            link.lastArrivalNs = arrivalNs;
        } else if (arrivalNs < link.lastArrivalNs) {
            faults.count(FaultClass.REORDER);
        } else {
            link.lastArrivalNs = arrivalNs;
        }
        deliverAt(arrivalNs, delivery);
        if (faults.strikes(FaultClass.DUPLICATE, link.name)) {
            deliverAt(arrivalNs + faults.duplicateDelayNs(), delivery);
        }
        if (faults.strikes(FaultClass.LATE_DUPLICATE, link.name)) {
            deliverAt(arrivalNs + faults.lateDelayNs(), delivery);
        }
    }

    /** How many messages are still to arrive, duplicates included. */
    int inTransitCount() {
        return inTransit;
    }

    private void deliverAt(final long timeNs, final Runnable delivery) {
        inTransit++;
        world.at(timeNs, () -> {
            inTransit--;
            delivery.run();
        });
    }
}

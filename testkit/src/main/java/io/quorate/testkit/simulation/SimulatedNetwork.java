package io.quorate.testkit.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Carries messages: late, twice, out of order, or not at all. Threads: the world's. */
final class SimulatedNetwork {

    /** The way between one client and one node, whichever connection uses it; each direction can be cut, by several causes at once. */
    static final class Route {
        private final int client;
        private final int node;
        private int requestCuts;
        private int replyCuts;

        Route(final int client, final int node) {
            this.client = client;
            this.node = node;
        }

        int client() {
            return client;
        }

        int node() {
            return node;
        }

        /** Adds a cut per direction, or takes one back. */
        void cut(final boolean requests, final boolean replies, final int change) {
            requestCuts += requests ? change : 0;
            replyCuts += replies ? change : 0;
        }
    }

    /** One direction of one connection. */
    static final class Link {
        private final String name;
        private final Route route;
        private final boolean requests;
        private final SimulatedProcess receiver;
        private long lastArrivalNs;

        Link(final String name, final Route route, final boolean requests, final SimulatedProcess receiver) {
            this.name = name;
            this.route = route;
            this.requests = requests;
            this.receiver = receiver;
        }

        String name() {
            return name;
        }

        int clientNumber() {
            return route.client;
        }

        private boolean isCut() {
            return (requests ? route.requestCuts : route.replyCuts) > 0;
        }
    }

    private final SimulatedWorld world;
    private final FaultPlan faults;
    private final int nodeCount;
    private final List<Route> routes = new ArrayList<>();
    private int inTransit;

    SimulatedNetwork(final SimulatedWorld world, final FaultPlan faults, final int clientCount, final int nodeCount) {
        this.world = world;
        this.faults = faults;
        this.nodeCount = nodeCount;
        for (int client = 0; client < clientCount; client++) {
            for (int node = 0; node < nodeCount; node++) {
                routes.add(new Route(client, node));
            }
        }
    }

    Route route(final int client, final int node) {
        return routes.get(client * nodeCount + node);
    }

    /** All routes, those of one client together. */
    List<Route> routes() {
        return Collections.unmodifiableList(routes);
    }

    /** Delivers a message never, once or several times; returns how often. */
    int transmit(final Link link, final Runnable delivery) {
        if (link.isCut() || faults.strikes(FaultClass.DROP, link.name)) {
            return 0;
        }
        long arrivalNs = world.nowNs() + faults.delayNs(link.name);
        if (!faults.isOn(FaultClass.REORDER)) {
            arrivalNs = Math.max(arrivalNs, link.lastArrivalNs + 1);
            link.lastArrivalNs = arrivalNs;
        } else if (arrivalNs < link.lastArrivalNs) {
            faults.happened(FaultClass.REORDER, link.name);
        } else {
            link.lastArrivalNs = arrivalNs;
        }
        int copies = 1;
        deliverAt(link, arrivalNs, delivery);
        if (faults.strikes(FaultClass.DUPLICATE, link.name)) {
            copies++;
            deliverAt(link, arrivalNs + faults.duplicateDelayNs(), delivery);
        }
        if (faults.strikes(FaultClass.LATE_DUPLICATE, link.name)) {
            copies++;
            deliverAt(link, arrivalNs + faults.lateDelayNs(), delivery);
        }
        return copies;
    }

    /** How many messages are still to arrive, duplicates included. */
    int inTransitCount() {
        return inTransit;
    }

    private void deliverAt(final Link link, final long timeNs, final Runnable delivery) {
        inTransit++;
        link.receiver.at(timeNs, () -> {
            inTransit--;
            delivery.run();
        });
    }
}

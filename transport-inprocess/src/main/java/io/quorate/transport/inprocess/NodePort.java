package io.quorate.transport.inprocess;

import io.quorate.node.StorageNode;
import io.quorate.transport.ReplicaListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages for one node arrive: knows who is connected, applies the faults, and holds what comes while the node is paused.
 *
 * <p>Threads: thread-safe. Its lock is held for moments, never while the node or a listener is called; where the lock of a connection is
 * needed too, this one is taken first.
 */
final class NodePort {
    private final String address;
    private final Scheduler scheduler;
    private final Faults faults;
    private final Object lock = new Object();

    private final Set<InProcessConnection> connections = new LinkedHashSet<>();
    private final Set<InProcessConnection> dialling = new LinkedHashSet<>();
    private final ArrayDeque<Delivery> inbox = new ArrayDeque<>();
    private @Nullable RunningNode running;
    private boolean paused;

    /** Whether requests may go to the node directly: nothing is planned, and nothing waits that they would overtake. */
    private volatile boolean plain;

    /** Brings what was held while the node was paused to it. */
    private final TimedTask draining = new TimedTask() {
        @Override
        void run() {
            drain();
        }
    };

    NodePort(final String address, final long seed, final int number, final Scheduler scheduler) {
        this.address = address;
        this.scheduler = scheduler;
        this.faults = new Faults(seed, number, this::onChange);
    }

    Faults faults() {
        return faults;
    }

    boolean isPlain() {
        return plain;
    }

    @Nullable
    StorageNode storage() {
        synchronized (lock) {
            return running == null ? null : running.storage;
        }
    }

    boolean isPaused() {
        synchronized (lock) {
            return paused;
        }
    }

    void start(final StorageNode storage) {
        synchronized (lock) {
            if (running != null) {
                throw new IllegalStateException("node " + address + " is running: crash it before it is started again");
            }
            running = new RunningNode(this, storage);
            paused = false;
        }
        onChange();
    }

    void crash() {
        final RunningNode crashed;
        final List<InProcessConnection> broken;
        synchronized (lock) {
            crashed = running;
            if (crashed == null) {
                return;
            }
            crashed.goDown();
            running = null;
            paused = false;
            broken = new ArrayList<>(connections);
            connections.clear();
            inbox.forEach(Delivery::release);
            inbox.clear();
        }
        onChange();
        for (final InProcessConnection connection : broken) {
            connection.breakFrom(crashed, "the connection to " + address + " broke: the node went down");
        }
        crashed.storage.close();
    }

    void setPaused(final boolean newPaused) {
        synchronized (lock) {
            if (running == null) {
                throw new IllegalStateException(
                        "node " + address + " is down: start it before it is paused or resumed");
            }
            paused = newPaused;
        }
        onChange();
    }

    /** Connects, or lets the dial wait while the node does not answer, or refuses it: then the answer is the cause. */
    @Nullable
    String dial(final InProcessConnection connection) {
        synchronized (lock) {
            if (running == null) {
                return "nothing listens at " + address + ": the node is down";
            }
            if (paused || faults.isCutOff()) {
                dialling.add(connection);
            } else if (connection.attach(running)) {
                connections.add(connection);
            }
            return null;
        }
    }

    /**
     * Gives up a dial that has not been answered. One step with the answer: a connection that is up stays known here, so that it hears
     * when the node goes down.
     */
    void giveUpDial(final InProcessConnection connection, final String cause) {
        synchronized (lock) {
            if (connection.failDial(cause)) {
                dialling.remove(connection);
            }
        }
    }

    /** Forgets a connection that was closed. */
    void forget(final InProcessConnection connection) {
        synchronized (lock) {
            connections.remove(connection);
            dialling.remove(connection);
        }
    }

    /** Sends a request to the node, with the luck that the plan gives it. */
    void transmit(final Delivery delivery, final Call call) {
        final FaultPlan plan = faults.requests();
        final FaultDice dice = faults.requestDice;
        final long message = dice.nextMessage();
        final long nowNs = scheduler.nowNs();
        delivery.begin(call, message);
        Delivery duplicate = null;
        if (dice.hits(plan.duplicate(), message, FaultDice.DUPLICATE)) {
            duplicate = delivery.target().pool.take(delivery.request());
        }
        if (duplicate != null) {
            duplicate.begin(null, message);
            scheduler.schedule(duplicate, nowNs + dice.delayNs(plan, message, FaultDice.DELAY_OF_DUPLICATE));
        }
        if (dice.hits(plan.drop(), message, FaultDice.DROP)) {
            delivery.release();
        } else {
            scheduler.schedule(delivery, nowNs + dice.delayNs(plan, message, FaultDice.DELAY));
        }
    }

    /** A request has reached the node. */
    void arrive(final Delivery delivery) {
        synchronized (lock) {
            if (delivery.target() != running) {
                delivery.release();
                return;
            }
            if (paused || !inbox.isEmpty()) {
                inbox.addLast(delivery);
                plain = false;
                return;
            }
        }
        process(delivery);
    }

    /** The node has answered. */
    void sendBack(final Delivery delivery) {
        delivery.setAnswered();
        final FaultPlan plan = faults.replies();
        final FaultDice dice = faults.replyDice;
        final long message = delivery.message();
        if (dice.hits(plan.drop(), message, FaultDice.DROP)) {
            delivery.release();
            return;
        }
        final long delayNs = dice.delayNs(plan, message, FaultDice.DELAY);
        if (delayNs == 0) {
            arriveBack(delivery);
            return;
        }
        if (!delivery.target().pool.tryGrow(delivery, delivery.replyBytes())) {
            delivery.failWith(
                    ReplicaListener.MAYBE_APPLIED,
                    ReplicaListener.CODE_OVERLOADED,
                    "the reply was lost: the in-process network holds too many bytes");
        }
        scheduler.schedule(delivery, scheduler.nowNs() + delayNs);
    }

    /** An answer has reached its sender. */
    void arriveBack(final Delivery delivery) {
        delivery.arriveBack();
        delivery.release();
    }

    private void process(final Delivery delivery) {
        final FaultPlan plan = faults.requests();
        final double luck = faults.requestDice.unit(delivery.message(), FaultDice.ERROR);
        if (luck < plan.refuse()) {
            delivery.failWith(ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID, "refused by a planned fault");
            sendBack(delivery);
        } else if (luck < plan.refuse() + plan.overload()) {
            delivery.failWith(
                    ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "overloaded by a planned fault");
            sendBack(delivery);
        } else if (luck < plan.refuse() + plan.overload() + plan.fail()) {
            delivery.failWith(
                    ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "failed by a planned fault");
            if (faults.requestDice.hits(0.5, delivery.message(), FaultDice.FAIL_AFTER)) {
                delivery.handle();
            } else {
                sendBack(delivery);
            }
        } else {
            delivery.handle();
        }
    }

    private void drain() {
        Delivery held = pollHeld();
        while (held != null) {
            process(held);
            held = pollHeld();
        }
        onChange();
    }

    private @Nullable Delivery pollHeld() {
        synchronized (lock) {
            return paused ? null : inbox.pollFirst();
        }
    }

    /** Looks again at who may go on: requests directly, held requests, waiting dials. */
    private void onChange() {
        final List<InProcessConnection> again;
        synchronized (lock) {
            plain = running != null && !paused && inbox.isEmpty() && faults.isNone();
            if (!paused && !inbox.isEmpty()) {
                scheduler.cancel(draining);
                scheduler.schedule(draining, scheduler.nowNs());
            }
            if (dialling.isEmpty() || (running != null && (paused || faults.isCutOff()))) {
                return;
            }
            again = new ArrayList<>(dialling);
            dialling.clear();
        }
        again.forEach(InProcessConnection::dialAgain);
    }
}

package io.quorate.transport.inprocess;

import java.time.Duration;
import java.util.Objects;

/**
 * What may happen to the messages of one direction between clients and a node.
 *
 * <p>Threads: immutable. Units: chances from 0 (never) to 1 (always), drawn for each message on its own; of several faults that are
 * drawn for one message a drop comes before an error, and delays add up. Errors: chances out of range are refused with an
 * {@link IllegalArgumentException}.
 *
 * @param delay how long messages take
 * @param drop chance that a message is lost; the send then ends at its deadline; 1 cuts the node off, so that dials get no answer either
 * @param duplicate chance that a request reaches the node twice; its sender still has one callback
 * @param reorder chance that a message is held back by up to {@code reorderWindow}, so that later ones overtake it
 * @param reorderWindow the longest time that a message is held back, over 0 where {@code reorder} is
 * @param refuse chance that the node refuses a request as invalid and applies nothing
 * @param overload chance that the node has no room for a request and applies nothing
 * @param fail chance that the node fails inside on a request, before or after it was applied
 */
public record FaultPlan(
        Delay delay,
        double drop,
        double duplicate,
        double reorder,
        Duration reorderWindow,
        double refuse,
        double overload,
        double fail) {

    /** Nothing happens: messages arrive at once. */
    public static final FaultPlan NONE = new FaultPlan(Delay.NONE, 0, 0, 0, Duration.ZERO, 0, 0, 0);

    /** Checks the ranges. */
    public FaultPlan {
        Objects.requireNonNull(delay, "delay");
        checkChance("drop", drop);
        checkChance("duplicate", duplicate);
        checkChance("reorder", reorder);
        checkChance("refuse", refuse);
        checkChance("overload", overload);
        checkChance("fail", fail);
        final long windowNs = Delay.checkedNs("reorderWindow", reorderWindow);
        if (reorder > 0 && windowNs == 0) {
            throw new IllegalArgumentException("reorder=" + reorder + " needs a reorderWindow over 0");
        }
        if (refuse + overload + fail > 1) {
            throw new IllegalArgumentException("refuse=" + refuse + " + overload=" + overload + " + fail=" + fail
                    + " are over 1: a request can end in one of them only");
        }
    }

    /**
     * The same with another delay.
     *
     * @param newDelay how long messages take
     * @return the changed copy
     */
    public FaultPlan withDelay(final Delay newDelay) {
        return new FaultPlan(newDelay, drop, duplicate, reorder, reorderWindow, refuse, overload, fail);
    }

    /**
     * The same with other losses.
     *
     * @param chance that a message is lost
     * @return the changed copy
     */
    public FaultPlan withDrop(final double chance) {
        return new FaultPlan(delay, chance, duplicate, reorder, reorderWindow, refuse, overload, fail);
    }

    /**
     * The same with other duplicates.
     *
     * @param chance that a request reaches the node twice
     * @return the changed copy
     */
    public FaultPlan withDuplicate(final double chance) {
        return new FaultPlan(delay, drop, chance, reorder, reorderWindow, refuse, overload, fail);
    }

    /**
     * The same with another reordering.
     *
     * @param chance that a message is held back
     * @param window the longest time that it is held back
     * @return the changed copy
     */
    public FaultPlan withReorder(final double chance, final Duration window) {
        return new FaultPlan(delay, drop, duplicate, chance, window, refuse, overload, fail);
    }

    /**
     * The same with other refusals.
     *
     * @param chance that the node refuses a request as invalid
     * @return the changed copy
     */
    public FaultPlan withRefuse(final double chance) {
        return new FaultPlan(delay, drop, duplicate, reorder, reorderWindow, chance, overload, fail);
    }

    /**
     * The same with another overload.
     *
     * @param chance that the node has no room for a request
     * @return the changed copy
     */
    public FaultPlan withOverload(final double chance) {
        return new FaultPlan(delay, drop, duplicate, reorder, reorderWindow, refuse, chance, fail);
    }

    /**
     * The same with other failures inside the node.
     *
     * @param chance that the node fails on a request
     * @return the changed copy
     */
    public FaultPlan withFail(final double chance) {
        return new FaultPlan(delay, drop, duplicate, reorder, reorderWindow, refuse, overload, chance);
    }

    /** Whether anything but delay, loss and reordering is planned, which can only happen to requests. */
    boolean isForRequestsOnly() {
        return duplicate > 0 || refuse > 0 || overload > 0 || fail > 0;
    }

    private static void checkChance(final String name, final double chance) {
        if (!(chance >= 0 && chance <= 1)) {
            throw new IllegalArgumentException(name + "=" + chance + " must be 0 to 1");
        }
    }
}

package io.quorate.transport.inprocess;

/**
 * The faults of one node of an {@link EmbeddedCluster}, which can be changed while it runs.
 *
 * <p>Threads: thread-safe. Losses, duplicates and delays are drawn by the plan in force when a message is sent, errors by the one when it
 * arrives. Guarantee: an equal seed gives an equal sequence of
 * faults for an equal sequence of messages.
 */
public final class Faults {
    private static final int REQUESTS = 1;
    private static final int REPLIES = 2;

    final FaultDice requestDice;
    final FaultDice replyDice;
    private final Runnable onChange;
    private volatile FaultPlan requests = FaultPlan.NONE;
    private volatile FaultPlan replies = FaultPlan.NONE;

    Faults(final long seed, final int node, final Runnable onChange) {
        this.requestDice = new FaultDice(seed, node, REQUESTS);
        this.replyDice = new FaultDice(seed, node, REPLIES);
        this.onChange = onChange;
    }

    /**
     * Plans what happens on the way to the node, and there.
     *
     * @param plan from now on
     * @return this
     */
    public Faults requests(final FaultPlan plan) {
        requests = plan;
        onChange.run();
        return this;
    }

    /**
     * Plans what happens on the way back.
     *
     * @param plan from now on: delay, drop and reorder
     * @return this
     * @throws IllegalArgumentException if it plans what can only happen to requests
     */
    public Faults replies(final FaultPlan plan) {
        if (plan.isForRequestsOnly()) {
            throw new IllegalArgumentException(
                    "plan " + plan
                            + " for replies has faults of requests: a reply can be delayed, dropped or reordered, plan the rest by requests()");
        }
        replies = plan;
        onChange.run();
        return this;
    }

    /**
     * Ends all faults.
     *
     * @return this
     */
    public Faults clear() {
        requests = FaultPlan.NONE;
        replies = FaultPlan.NONE;
        onChange.run();
        return this;
    }

    /**
     * What is planned on the way to the node.
     *
     * @return the plan
     */
    public FaultPlan requests() {
        return requests;
    }

    /**
     * What is planned on the way back.
     *
     * @return the plan
     */
    public FaultPlan replies() {
        return replies;
    }

    boolean isNone() {
        return requests.equals(FaultPlan.NONE) && replies.equals(FaultPlan.NONE);
    }

    /** Whether nothing ever gets through, so that a dial goes unanswered too. */
    boolean isCutOff() {
        return requests.drop() >= 1 || replies.drop() >= 1;
    }
}

package io.quorate.load.check;

/**
 * Takes violations as they are found.
 *
 * <p><b>Threads.</b> Called by one thread at a time, by any that ends operations.
 */
@FunctionalInterface
public interface ViolationSink {

    /** Drops them. */
    ViolationSink NONE = violation -> {};

    /**
     * One has been found.
     *
     * @param violation with its evidence
     */
    void accept(Violation violation);
}

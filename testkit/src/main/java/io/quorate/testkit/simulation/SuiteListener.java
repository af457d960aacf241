package io.quorate.testkit.simulation;

/** Is told how a {@link SimulationSuite} gets on. Threads: any thread of the suite, one at a time; whatever takes long here holds it up. */
public interface SuiteListener {

    /** Listens to nothing. */
    SuiteListener NONE = new SuiteListener() {};

    /**
     * A seed was run.
     *
     * @param seeds how many until now
     * @param failures how many of them failed
     */
    default void onSeed(final long seeds, final long failures) {}

    /**
     * A seed failed.
     *
     * @param failure what is wrong
     */
    default void onFailure(final SimulationFailure failure) {}
}

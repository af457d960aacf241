package io.quorate.testkit.simulation;

/** A way to break the protocol on purpose, to see that a simulation finds it. */
public enum PlantedBug {
    /** None: the protocol as it is. */
    NONE,
    /** Nodes let a repair overwrite whatever they hold, also something newer. */
    REPAIR_OVERWRITES
}

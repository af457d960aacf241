package io.quorate.quorum;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random walks: replies, failures, lost and late stores, time and other writers in any order, checked against what replicas really hold. */
class MachineWalkTest {

    /** Serves all walks, one after another, as the state of a slot serves operations. */
    private static final OperationState STATE = new OperationState();

    @Property(tries = 3_000)
    void shouldKeepThePromisesOfAGetWhateverHappens(@ForAll final long seed) {
        new MachineWalk(seed, MachineWalk.Operation.GET, STATE).run();
    }

    @Property(tries = 1_000)
    void shouldKeepThePromisesOfAnEventualGetWhateverHappens(@ForAll final long seed) {
        new MachineWalk(seed, MachineWalk.Operation.EVENTUAL_GET, STATE).run();
    }

    @Property(tries = 3_000)
    void shouldKeepThePromisesOfAPutWhateverHappens(@ForAll final long seed) {
        new MachineWalk(seed, MachineWalk.Operation.PUT, STATE).run();
    }
}

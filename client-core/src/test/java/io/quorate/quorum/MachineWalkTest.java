package io.quorate.quorum;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random walks: replies, failures, lost and late stores, time and other writers in any order, checked against what replicas really hold. */
class MachineWalkTest {

    @Property(tries = 3_000)
    void shouldKeepThePromisesOfAGetWhateverHappens(@ForAll final long seed) {
        new MachineWalk(seed, MachineWalk.Operation.GET).run();
    }

    @Property(tries = 1_000)
    void shouldKeepThePromisesOfAnEventualGetWhateverHappens(@ForAll final long seed) {
        new MachineWalk(seed, MachineWalk.Operation.EVENTUAL_GET).run();
    }

    @Property(tries = 3_000)
    void shouldKeepThePromisesOfAPutWhateverHappens(@ForAll final long seed) {
        new MachineWalk(seed, MachineWalk.Operation.PUT).run();
    }
}

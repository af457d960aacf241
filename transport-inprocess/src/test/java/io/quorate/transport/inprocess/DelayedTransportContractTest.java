package io.quorate.transport.inprocess;

import io.quorate.testkit.contract.ReplicaHarness;
import io.quorate.testkit.contract.ReplicaTransportContract;
import java.time.Duration;

/** The transport contract where all messages take their time. */
class DelayedTransportContractTest extends ReplicaTransportContract {
    @Override
    protected ReplicaHarness newHarness() {
        return new InProcessHarness(FaultPlan.NONE.withDelay(Delay.uniform(Duration.ofNanos(1), Duration.ofMillis(1))));
    }
}

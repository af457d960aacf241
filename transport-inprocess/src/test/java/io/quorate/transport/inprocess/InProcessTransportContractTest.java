package io.quorate.transport.inprocess;

import io.quorate.testkit.contract.ReplicaHarness;
import io.quorate.testkit.contract.ReplicaTransportContract;

/** The transport contract where replies come inside send. */
class InProcessTransportContractTest extends ReplicaTransportContract {
    @Override
    protected ReplicaHarness newHarness() {
        return new InProcessHarness(FaultPlan.NONE);
    }
}

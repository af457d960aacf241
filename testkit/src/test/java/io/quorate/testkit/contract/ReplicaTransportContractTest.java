package io.quorate.testkit.contract;

/** A transport that keeps the contract passes the suite. */
class ReplicaTransportContractTest extends ReplicaTransportContract {

    @Override
    protected ReplicaHarness newHarness() {
        return new LoopHarness(Defect.NONE);
    }
}

package io.quorate.transport.grpc;

import io.quorate.testkit.contract.ReplicaHarness;
import io.quorate.testkit.contract.ReplicaTransportContract;

class GrpcTransportContractTest extends ReplicaTransportContract {
    @Override
    protected ReplicaHarness newHarness() {
        return new GrpcHarness();
    }
}

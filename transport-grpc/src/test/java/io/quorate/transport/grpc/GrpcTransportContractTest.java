package io.quorate.transport.grpc;

import io.quorate.testkit.contract.ReplicaHarness;
import io.quorate.testkit.contract.ReplicaTransportContract;

/** The contract on the stream. */
class GrpcTransportContractTest extends ReplicaTransportContract {
    @Override
    protected ReplicaHarness newHarness() {
        return new GrpcHarness(GrpcWire.STREAM);
    }
}

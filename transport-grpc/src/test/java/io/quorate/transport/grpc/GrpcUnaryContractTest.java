package io.quorate.transport.grpc;

import io.quorate.testkit.contract.ReplicaHarness;
import io.quorate.testkit.contract.ReplicaTransportContract;

/** The contract by unary calls. */
class GrpcUnaryContractTest extends ReplicaTransportContract {
    @Override
    protected ReplicaHarness newHarness() {
        return new GrpcHarness(GrpcWire.UNARY);
    }
}

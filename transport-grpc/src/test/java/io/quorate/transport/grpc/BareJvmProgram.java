package io.quorate.transport.grpc;

import io.quorate.transport.ReplicaReply;
import java.util.logging.LogManager;

/** What {@link BareJvmTest} runs in a JVM of its own: a node, a client, a put and a get. */
final class BareJvmProgram {
    static final String DONE = "done";

    private BareJvmProgram() {}

    public static void main(final String[] arguments) {
        // What remains on the error stream comes from the JVM.
        LogManager.getLogManager().reset();
        try (TestNode node = new TestNode();
                GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();
            wire.ask(Wire.store("k", "v", 1));
            if (wire.ask(Wire.read("k")).result() == ReplicaReply.VALUE) {
                System.out.println(DONE);
            }
        }
    }
}

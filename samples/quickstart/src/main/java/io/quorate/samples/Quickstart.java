package io.quorate.samples;

import io.quorate.GetResult;
import io.quorate.PutResult;
import io.quorate.QuorateClient;
import io.quorate.transport.Transport;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.inprocess.EmbeddedCluster;
import java.util.List;

/** Puts a value and gets it back: from a cluster in this JVM, or from the servers that the argument names. */
public final class Quickstart {

    private Quickstart() {}

    /**
     * Runs the sample.
     *
     * @param args nothing, or {@code host:port,host:port,...}
     */
    public static void main(final String[] args) {
        if (args.length > 0) {
            putAndGet(List.of(args[0].split(",")), GrpcTransport.create());
            return;
        }
        try (EmbeddedCluster cluster = EmbeddedCluster.start(3)) {
            putAndGet(cluster.addresses(), cluster.transport());
        }
    }

    private static void putAndGet(final List<String> servers, final Transport transport) {
        try (QuorateClient client =
                QuorateClient.builder().seeds(servers).transport(transport).connect()) {
            final PutResult put = client.put("greeting", "hello");
            System.out.println("put greeting, version " + put.version());
            final GetResult get = client.get("greeting");
            System.out.println("got " + get.text() + ", version " + get.version());
        }
    }
}

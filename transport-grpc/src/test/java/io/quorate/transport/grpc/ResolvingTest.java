package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.quorate.testkit.TestReply;
import io.quorate.transport.ReplicaListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses are resolved anew at every dial. */
class ResolvingTest {
    private static final String SCHEME = "quorate-test";

    private final AtomicInteger resolutions = new AtomicInteger();
    private volatile List<Integer> ports = List.of();
    private volatile Status failure;
    private final Provider provider = new Provider();
    private final GrpcTransport transport =
            GrpcTransport.create(GrpcTransportOptions.DEFAULT, System::nanoTime, SCHEME + ":///");

    @BeforeEach
    void register() {
        NameResolverRegistry.getDefaultRegistry().register(provider);
    }

    @AfterEach
    void deregister() {
        transport.close();
        NameResolverRegistry.getDefaultRegistry().deregister(provider);
    }

    @Test
    void shouldResolveAnewWhenDialledAgain() {
        try (TestNode first = new TestNode();
                TestNode second = new TestNode()) {
            ports = List.of(first.server().port());
            final Wire wire = new Wire(transport, "moving.example:7000").dial();
            final TestReply before = wire.ask(Wire.read("k"));

            ports = List.of(second.server().port());
            first.stop();
            wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
            final TestReply after = wire.dial().ask(Wire.read("k"));

            assertNotEquals(before.incarnationHigh(), after.incarnationHigh());
            assertEquals(second.node().incarnationHigh(), after.incarnationHigh());
            assertEquals(2, resolutions.get());
        }
    }

    @Test
    void shouldTryEveryAddressOfTheName() {
        try (TestNode node = new TestNode()) {
            ports = List.of(GrpcHarness.freePort(), node.server().port());

            new Wire(transport, "several.example:7000").dial().ask(Wire.read("k"));

            assertEquals(1, resolutions.get());
        }
    }

    @Test
    void shouldTellWhyResolvingFailed() {
        failure = Status.UNAVAILABLE.withDescription("the name server is on holiday");

        assertEquals("UNAVAILABLE: the name server is on holiday", new Wire(transport, "x.example:7000").dialInVain());
    }

    @Test
    void shouldSayThatTheNameHasNoAddress() {
        assertEquals(
                "UNAVAILABLE: the name resolves to no address", new Wire(transport, "empty.example:7000").dialInVain());
    }

    private final class Provider extends NameResolverProvider {
        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 5;
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }

        @Override
        public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
            return List.of(InetSocketAddress.class);
        }

        @Override
        public NameResolver newNameResolver(final URI target, final NameResolver.Args args) {
            return new Resolver();
        }
    }

    private final class Resolver extends NameResolver {
        @Override
        public String getServiceAuthority() {
            return "test";
        }

        @Override
        public void start(final Listener2 listener) {
            resolutions.incrementAndGet();
            final Status failed = failure;
            if (failed != null) {
                listener.onError(failed);
                return;
            }
            final List<EquivalentAddressGroup> groups = ports.stream()
                    .map(port ->
                            new EquivalentAddressGroup(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                    .toList();
            listener.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(groups))
                    .build());
        }

        @Override
        public void shutdown() {
            // It holds nothing.
        }
    }
}

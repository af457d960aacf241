package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.transport.Transport;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How the client is meant to be used; the lines between the markers are those of the documentation. */
class ExampleTest {

    @Test
    void shouldPutAndGet() {
        final NoopTransport transport = NoopTransport.ofThreeNodes();
        assertEquals(NoopTransport.VALUE, example("a:1,b:1,c:1", transport));
        assertEquals(1, transport.closes());
    }

    private static String example(final String servers, final Transport transport) {
        // example:begin
        try (QuorateClient client =
                QuorateClient.builder().target(servers).transport(transport).connect()) {
            client.put("greeting", "hello");
            final CompletableFuture<GetResult> later = client.async().get("greeting");
            return later.join().text();
        }
        // example:end
    }
}

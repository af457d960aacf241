package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.CallOptions;
import io.quorate.GetResult;
import io.quorate.KeyResult;
import io.quorate.PutResult;
import io.quorate.QuorateClient;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.ValidationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The public API against real nodes. */
@Timeout(60)
class ClientEndToEndTest {

    private final EmbeddedCluster cluster = EmbeddedCluster.start(3);
    private final QuorateClient client = QuorateClient.builder()
            .seeds(cluster.addresses())
            .transport(cluster.transport())
            .connect();

    @AfterEach
    void close() {
        client.close();
        cluster.close();
        assertEquals(0, client.metrics().gauges().inFlight());
        assertEquals(0, client.metrics().gauges().inFlightBytes());
    }

    @Test
    void shouldReadWhatWasWritten() {
        final PutResult first = client.put("k", "one");
        assertTrue(first.previous().known());
        assertFalse(first.previous().exists());
        assertNull(first.previous().version());
        final PutResult second = client.put("k", "two");
        assertEquals("one", second.previous().text());
        assertEquals(first.version(), second.previous().version());
        assertTrue(second.version().compareTo(first.version()) > 0);
        final GetResult found = client.get("k");
        assertEquals("two", found.text());
        assertEquals(second.version(), found.version());
        assertTrue(found.confirmed());
    }

    @Test
    void shouldNotFindWhatWasDeleted() {
        assertFalse(client.get("k").found());
        final PutResult put = client.put("k", "v");
        assertEquals(put.version(), client.delete("k").previous().version());
        final GetResult gone = client.get("k");
        assertFalse(gone.found());
        assertNull(gone.value());
        assertNotNull(gone.version(), "the tombstone's version");
        final PutResult again = client.put("k", "w");
        assertTrue(again.previous().known());
        assertFalse(again.previous().exists());
        assertEquals(gone.version(), again.previous().version());
    }

    @Test
    void shouldReturnNoPreviousValueThatIsNotWanted() {
        client.put("k", "one");
        final PutResult put = client.put("k", "two", CallOptions.DEFAULT.withWantPrevious(false));
        assertNull(put.previous().value());
    }

    @Test
    void shouldWorkOnWhileOneNodeIsDownAndFailWhileTwoAre() {
        client.put("k", "v");
        cluster.node(0).crash();
        assertEquals("v", client.get("k").text());
        client.put("k", "w");
        cluster.node(1).crash();
        final QuorumNotMetException missed = assertThrows(
                QuorumNotMetException.class,
                () -> client.put("k", "x", CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(1))));
        assertEquals(2, missed.needed());
        assertEquals(3, missed.answers().size());
        for (final String server : cluster.addresses()) {
            assertTrue(missed.getMessage().contains(server), missed.getMessage());
        }
    }

    @Test
    void shouldAnswerPerKeyOfABatch() {
        final Map<String, KeyResult<PutResult>> puts = client.putAll(Map.of("a", "1", "b", "2", "[", "3"));
        assertTrue(puts.get("a").isOk());
        assertTrue(puts.get("b").isOk());
        assertInstanceOf(ValidationException.class, puts.get("[").error());
        final Map<String, KeyResult<GetResult>> gets = client.getAll(List.of("a", "b", "c"));
        assertEquals("1", gets.get("a").orElseThrow().text());
        assertEquals("2", gets.get("b").orElseThrow().text());
        assertFalse(gets.get("c").orElseThrow().found());
    }

    @Test
    void shouldChainFutures() throws Exception {
        final CompletableFuture<String> chained = client.async()
                .put("k", "v")
                .thenCompose(put -> client.async().get("k"))
                .thenApply(GetResult::text);
        assertEquals("v", chained.get(20, TimeUnit.SECONDS));
    }

    @Test
    void shouldExplainPlacement() {
        client.put("k", "v");
        assertEquals(3, client.explain("k").replicas().size());
        assertEquals(1, client.explain("k").epoch());
        assertEquals(3, client.nodes().size());
        assertTrue(client.nodes().stream().allMatch(node -> node.connected() && !node.sick()));
        assertTrue(client.ringHealth().healthy());
    }
}

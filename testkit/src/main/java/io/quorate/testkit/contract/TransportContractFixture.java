package io.quorate.testkit.contract;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.SeededRandom;
import io.quorate.transport.Transport;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Set-up of the transport contract: harness, transport and peers, and what must be true at the end of every test. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class TransportContractFixture {

    /** Versions of the tests lie a minute in the past, so that no node finds them too far ahead. */
    private static final long PAST_MS = 60_000;

    private static final int COUNTER_BITS = 16;

    private final List<Transport> transports = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private long baseTimestamp;
    private ReplicaHarness harness;
    private Transport transport;

    /**
     * Makes the harness of one test.
     *
     * @return a new one, which the suite closes
     */
    protected abstract ReplicaHarness newHarness();

    @BeforeEach
    void openTransport() {
        baseTimestamp = (System.currentTimeMillis() - PAST_MS) << COUNTER_BITS;
        harness = newHarness();
        transport = anotherTransport();
    }

    @AfterEach
    void closeTransport() {
        try {
            for (final Transport opened : transports) {
                opened.close();
            }
            for (final Peer peer : peers) {
                peer.verifyExactlyOneCallback();
            }
        } finally {
            harness.close();
        }
    }

    final ReplicaHarness harness() {
        return harness;
    }

    final Transport transport() {
        return transport;
    }

    final Transport anotherTransport() {
        final Transport another = harness.newTransport();
        transports.add(another);
        return another;
    }

    /** Opens a connection, without dialling. */
    final Peer open(final Transport through, final NodeDescriptor node) {
        final Peer peer = new Peer(harness, through, node);
        peers.add(peer);
        return peer;
    }

    final Peer open(final NodeDescriptor node) {
        return open(transport, node);
    }

    /** Starts a node and connects to it. */
    final Peer connectNew() {
        return open(harness.startNode()).dial();
    }

    /** A version that is newer than those of lower rank, by a given writer. */
    final Version version(final int rank, final long writerId) {
        return new Version(baseTimestamp + rank, writerId);
    }

    final Version version(final int rank) {
        return version(rank, 1);
    }

    static byte[] key(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] value(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] randomBytes(final int length, final long seed) {
        return new SeededRandom(seed).bytes(length);
    }

    static boolean isOneOf(final int fate, final int first, final int second) {
        return fate == first || fate == second;
    }

    static String describe(final CallEnd end) {
        return "fate " + end.fate() + ", code " + end.code() + ", detail " + end.detail() + ", reply " + end.reply();
    }
}

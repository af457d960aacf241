package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quorate.load.cluster.FreePorts;
import io.quorate.ring.RingConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class OperationCommandsTest {

    private static final String PATIENT = "--dial-timeout=60s";

    private static TestNodes nodes;

    @BeforeAll
    static void startNodes() throws IOException {
        nodes = TestNodes.start(3);
    }

    @AfterAll
    static void stopNodes() {
        nodes.close();
    }

    @Test
    void shouldReadWhatWasWritten() {
        final Cli.Result put = run("put", "user/1", "Ada Lovelace");
        assertEquals(0, put.exitCode(), put.toString());
        assertTrue(put.out().startsWith("put version "), put.out());
        assertTrue(put.out().contains("before: nothing"), put.out());

        final Cli.Result get = run("get", "user/1");
        assertEquals(0, get.exitCode(), get.toString());
        assertEquals("Ada Lovelace\n", get.out());
        assertEquals("", get.err());

        final Cli.Result overwrite = run("put", "user/1", "Grace");
        assertTrue(overwrite.out().contains("before: 12 bytes of version"), overwrite.out());
        assertEquals("Grace\n", run("get", "user/1").out());
    }

    @Test
    void shouldFailWhenTheKeyIsAbsent() {
        final Cli.Result get = run("get", "nobody");
        assertEquals(ExitCode.FAILED, get.exitCode(), get.toString());
        assertEquals("", get.out());
        assertEquals("quorate: key nobody is absent\n", get.err());
    }

    @Test
    void shouldRemove() {
        run("put", "gone", "soon");
        final Cli.Result delete = run("delete", "gone");
        assertEquals(0, delete.exitCode(), delete.toString());
        assertTrue(delete.out().contains("before: 4 bytes"), delete.out());
        assertEquals(ExitCode.FAILED, run("get", "gone").exitCode());
        final Cli.Result again = run("delete", "gone");
        assertEquals(0, again.exitCode());
        assertTrue(again.out().contains("before: removed by version"), again.out());
    }

    @Test
    void shouldTakeAnyBytesWhenAskedTo() {
        assertEquals(0, run("put", "--binary", "[grün]", "größer\n").exitCode());
        assertEquals("größer\n\n", run("get", "--binary", "[grün]").out());
    }

    @Test
    void shouldPlaceAKeyAlikeWhateverTheOrderOfTheTarget() {
        final Cli.Result first = Cli.run("ring", PATIENT, "--target=" + nodes.target(), "user/42");
        final Cli.Result second =
                Cli.run("ring", PATIENT, "--target=" + nodes.address(2) + "," + nodes.address(0), "user/42");
        final Cli.Result third = Cli.run("ring", PATIENT, "--target=" + nodes.address(1), "user/42");

        assertEquals(0, first.exitCode(), first.toString());
        assertEquals(first.out(), second.out());
        assertEquals(first.out(), third.out());
        assertTrue(first.out().contains("epoch    1\nmembers  3\n"), first.out());
        assertTrue(first.out().contains(nodes.address(0) + "  up\n"), first.out());
        assertTrue(first.out().matches("(?s).*hash +[0-9a-f]{16}\ntoken +[0-9a-f]{16}\nreplicas .*"), first.out());
        final String replicas =
                first.out().substring(first.out().indexOf("replicas ") + 9).strip();
        assertEquals(3, List.of(replicas.split(",", -1)).size());
        assertNotEquals(
                first.out(),
                Cli.run("ring", PATIENT, "--target=" + nodes.target(), "user/43")
                        .out());
    }

    @Test
    void shouldShowTheRingWithoutAKey() {
        final Cli.Result ring = Cli.run("ring", PATIENT, "--target=" + nodes.target());
        assertEquals(0, ring.exitCode(), ring.toString());
        assertTrue(!ring.out().contains("replicas"), ring.out());
    }

    @Test
    void shouldRefuseToStartWhenTheClusterPlacesKeysOtherwise(@TempDir final Path temp) throws IOException {
        assertMismatch("--replication-factor: client 5, cluster 3", "--replication-factor=5");
        assertMismatch("--hash: client murmur3-32, cluster xxh3-64", "--hash=murmur3-32");
        assertMismatch("--vnodes: client 64, cluster 256", "--vnodes=64");
        assertMismatch("--linearizable-puts of nodes): client true, cluster false", "--consistency=linearizable");
        final Path key = temp.resolve("key");
        Files.writeString(key, "00112233445566778899aabbccddeeff");
        assertMismatch("client siphash-2-4", "--hash=siphash-2-4", "--hash-key-file=" + key);
    }

    private static void assertMismatch(final String message, final String... options) {
        for (final String command : new String[] {"get", "ring"}) {
            final String[] args = new String[options.length + 4];
            args[0] = command;
            args[1] = PATIENT;
            args[2] = "--target=" + nodes.target();
            System.arraycopy(options, 0, args, 3, options.length);
            args[args.length - 1] = "key";
            final Cli.Result result = Cli.run(args);
            assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
            assertTrue(result.err().contains(message), result.toString());
            assertTrue(result.err().contains("configure client and nodes alike"), result.toString());
        }
    }

    @Test
    void shouldShowAMemberThatContradictsTheOthers() throws IOException {
        final RingConfig usual = RingConfig.DEFAULT;
        final RingConfig odd = new RingConfig(usual.hash(), 128, usual.replicationFactor());
        try (TestNodes cluster = TestNodes.start(List.of(usual, usual, odd))) {
            final Cli.Result ring = Cli.run("ring", PATIENT, "--target=" + cluster.address(0));
            assertEquals(0, ring.exitCode(), ring.toString());
            assertTrue(ring.out().contains(cluster.address(1) + "  up\n"), ring.toString());
            assertTrue(ring.out().contains(cluster.address(2) + "  up, not used: "), ring.toString());
            assertTrue(ring.out().contains("--vnodes: client 256, cluster 128"), ring.toString());
        }
    }

    @Test
    void shouldSayWhyEachServerCannotBeReachedWhenThePortIsWrong() throws IOException {
        final List<Integer> ports = FreePorts.find("127.0.0.1", 2);
        final String one = "127.0.0.1:" + ports.get(0);
        final String two = "127.0.0.1:" + ports.get(1);
        final Cli.Result result = Cli.run("get", "--dial-timeout=10s", "--target=" + one + "," + two, "key");

        assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
        assertTrue(result.err().contains(one + " ("), result.err());
        assertTrue(result.err().contains(two + " ("), result.err());
        assertTrue(result.err().contains("refused"), result.err());
    }

    @Test
    void shouldSayThatAServerDoesNotSpeakTheProtocolWhenItSpeaksHttp1() throws IOException {
        final HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        http.start();
        try {
            final String address = "127.0.0.1:" + http.getAddress().getPort();
            final Cli.Result result = Cli.run("get", "--dial-timeout=10s", "--target=" + address, "key");
            assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
            assertTrue(result.err().contains(address + " ("), result.err());
            assertTrue(result.err().contains("HTTP"), result.err());
        } finally {
            http.stop(0);
        }
    }

    @Test
    void shouldNotStartANodeOnATakenPort() {
        final Cli.Result result = Cli.run("node", "--listen=" + nodes.address(0));
        assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
        assertTrue(result.err().contains("cannot listen on " + nodes.address(0)), result.err());
        assertTrue(result.err().contains("--listen"), result.err());
    }

    @Test
    void shouldFailWhenTheQuorumIsNotMet() throws IOException {
        try (TestNodes few = TestNodes.start(3)) {
            few.stop(1);
            few.stop(2);
            final Cli.Result put = Cli.run("put", PATIENT, "--target=" + few.target(), "key", "value");
            assertEquals(ExitCode.FAILED, put.exitCode(), put.toString());
            assertTrue(put.err().contains("needed 2 of 3 replicas"), put.err());
            assertTrue(put.err().contains(few.address(1)) && put.err().contains(few.address(2)), put.err());

            final Cli.Result one = Cli.run("put", PATIENT, "--write-quorum=1", "--target=" + few.target(), "key", "v");
            assertEquals(0, one.exitCode(), one.toString());
        }
    }

    private static Cli.Result run(final String command, final String... args) {
        final String[] all = new String[args.length + 5];
        all[0] = command;
        all[1] = PATIENT;
        all[2] = "--timeout=30s";
        all[3] = "--attempt-timeout=10s";
        all[4] = "--target=" + nodes.target();
        System.arraycopy(args, 0, all, 5, args.length);
        return Cli.run(all);
    }
}

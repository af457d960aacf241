package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeDescriptorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:7000",
                "a:1",
                "azAZ09:19",
                "10.0.0.1:65535",
                "KV-1.example_x.com:10",
                "[::1]:7000",
                "[fe80::1%eth0]:7000",
                "[::ffff:1.2.3.4]:7000"
            })
    void shouldTakeHostAndPortAsNameAndAddress(final String hostPort) {
        assertEquals(new NodeDescriptor(hostPort, hostPort, 1, ""), NodeDescriptor.of(hostPort));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost | has no port: write host:port, for example localhost:7000",
                ":7000 | has no host: write host:port, for example localhost:7000",
                "::1:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "http://localhost:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "[]:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "[:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "[::1:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "::1]:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "[a]b]:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "[a_b]:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "a,b:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "a@b:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "a`b:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "a{b:7000 | has a malformed host: write host:port, or [address]:port for IPv6",
                "localhost: | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:0 | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:07000 | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:65536 | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:99999999999 | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:-1 | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:+1 | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:7a | has a malformed port: use a number from 1 to 65535 without leading zeros",
                "localhost:7: | has a malformed host: write host:port, or [address]:port for IPv6",
            })
    void shouldSayWhatIsWrongWithAServer(final String hostPort, final String problem) {
        assertEquals(
                "server \"" + hostPort + "\" " + problem,
                assertThrows(IllegalArgumentException.class, () -> NodeDescriptor.of(hostPort))
                        .getMessage());
    }

    @Test
    void shouldRefuseTextsThatAreNotPrintable() {
        assertEquals(
                "node name \"a?b\" has a character at index 1 that is not printable ASCII without space",
                refusal("a\nb", "x", 1, ""));
        assertEquals(
                "node name \"a b\" has a character at index 1 that is not printable ASCII without space",
                refusal("a b", "x", 1, ""));
        assertEquals(
                "node server \"a b:1\" has a character at index 1 that is not printable ASCII without space",
                assertThrows(IllegalArgumentException.class, () -> NodeDescriptor.of("a b:1"))
                        .getMessage());
        assertEquals(
                "node address \"x?\" has a character at index 1 that is not printable ASCII without space",
                refusal("a", "x\u007f", 1, ""));
        assertEquals(
                "node zone \"?\" has a character at index 0 that is not printable ASCII without space",
                refusal("a", "x", 1, "\u00e9"));
    }

    @Test
    void shouldTakeEveryPrintableCharacterInANameThatWasNotTyped() {
        for (char c = '!'; c <= '~'; c++) {
            final String text = String.valueOf(c);
            assertEquals(text, new NodeDescriptor(text, text, 1, text).name());
        }
    }

    @Test
    void shouldRefuseTextsOutOfRange() {
        assertEquals("node name \"\" has 0 characters: it must have 1 to 255", refusal("", "x", 1, ""));
        assertEquals("node address \"\" has 0 characters: it must have 1 to 255", refusal("a", "", 1, ""));
        assertEquals(
                "node zone \"" + "z".repeat(64) + "...\" has 256 characters: it must have 0 to 255",
                refusal("a", "x", 1, "z".repeat(256)));
        assertEquals("n".repeat(255), new NodeDescriptor("n".repeat(255), "x", 1, "").name());
    }

    @Test
    void shouldRefuseWeightsOutOfRange() {
        assertEquals("weight=0 of member a:1 must be 1 to 1000", refusal("a:1", "x", 0, ""));
        assertEquals("weight=1001 of member a:1 must be 1 to 1000", refusal("a:1", "x", 1_001, ""));
        assertEquals(1_000, NodeDescriptor.of("a:1").withWeight(1_000).weight());
    }

    @Test
    void shouldChangeOnePartAndKeepTheOthers() {
        final NodeDescriptor node = new NodeDescriptor("a:1", "x:1", 2, "z");
        assertEquals(new NodeDescriptor("a:1", "y:2", 2, "z"), node.withAddress("y:2"));
        assertEquals(new NodeDescriptor("a:1", "x:1", 3, "z"), node.withWeight(3));
        assertEquals(new NodeDescriptor("a:1", "x:1", 2, "q"), node.withZone("q"));
    }

    private static String refusal(final String name, final String address, final int weight, final String zone) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new NodeDescriptor(name, address, weight, zone))
                        .getMessage());
    }
}

package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Netty is shaded into gRPC's jar without Maven metadata, so that scanners of dependencies do not see it: this does.
 */
class NettyVersionTest {
    /** Has the security fixes of mid-2026: CVE-2026-47244, CVE-2026-50560. */
    private static final int[] FLOOR = {4, 2, 15};

    private static final String FILE = "META-INF/io.grpc.netty.shaded.io.netty.versions.properties";
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)\\.Final");

    @Test
    void shouldHaveSecurityFixesInShadedNetty() throws IOException {
        final Properties versions = new Properties();
        try (InputStream in = NettyChannelBuilder.class.getClassLoader().getResourceAsStream(FILE)) {
            assertNotNull(in, FILE);
            versions.load(in);
        }

        final var names = versions.stringPropertyNames().stream()
                .filter(name -> name.endsWith(".version"))
                .toList();
        assertFalse(names.isEmpty(), "no versions in " + FILE);
        for (final String name : names) {
            final String version = versions.getProperty(name);
            assertTrue(isAtLeastFloor(version), () -> name + '=' + version + " is older than 4.2.15.Final");
        }
    }

    private static boolean isAtLeastFloor(final String version) {
        final Matcher matcher = VERSION.matcher(version);
        assertTrue(matcher.matches(), version);
        for (int i = 0; i < FLOOR.length; i++) {
            final int part = Integer.parseInt(matcher.group(i + 1));
            if (part != FLOOR[i]) {
                return part > FLOOR[i];
            }
        }
        return true;
    }
}

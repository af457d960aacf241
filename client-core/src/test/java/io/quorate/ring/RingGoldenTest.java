package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** Pins placement to committed files: a change of it would move keys of every cluster in use. */
class RingGoldenTest {
    private static final int EXPECTED_RINGS = 4;
    private static final int EXPECTED_KEYS = 40;

    private int ringsChecked;
    private int keysChecked;

    @Test
    void shouldPlaceAsEverBeforeWithXxh3() throws IOException {
        check(KeyHash.XXH3_64);
    }

    @Test
    void shouldPlaceAsEverBeforeWithMurmur3() throws IOException {
        check(KeyHash.MURMUR3_32);
    }

    @Test
    void shouldPlaceAsEverBeforeWithSipHash() throws IOException {
        check(KeyHash.keyed(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f")));
    }

    private void check(final KeyHash hash) throws IOException {
        final List<String> lines = read("golden-" + hash.name() + ".txt");
        int at = 0;
        while (at < lines.size()) {
            final String[] head = lines.get(at++).split(" ", -1);
            assertEquals("ring", head[0]);
            final RingConfig config = new RingConfig(hash, Integer.parseInt(head[2]), Integer.parseInt(head[3]));
            final List<NodeDescriptor> members = new ArrayList<>();
            for (; lines.get(at).startsWith("member "); at++) {
                final String[] member = lines.get(at).split(" ", -1);
                members.add(NodeDescriptor.of(member[1]).withWeight(Integer.parseInt(member[2])));
            }
            final RingSnapshot ring = RingSnapshot.build(members, config, 1);
            for (; at < lines.size() && !lines.get(at).startsWith("ring "); at++) {
                checkLine(ring, lines.get(at).split(" ", -1));
            }
            ringsChecked++;
        }
        assertEquals(EXPECTED_RINGS, ringsChecked);
        assertEquals(EXPECTED_KEYS, keysChecked);
    }

    private void checkLine(final RingSnapshot ring, final String[] line) {
        if (line[0].equals("token")) {
            final int slot = Integer.parseInt(line[1]);
            assertEquals(line[2], HexFormat.of().toHexDigits(ring.token(slot)));
            assertEquals(line[3], preferenceList(ring, slot));
        } else {
            assertEquals("key", line[0]);
            final byte[] key = keyOf(line[1]);
            final long hash = ring.hash(key, 0, key.length);
            assertEquals(line[2], HexFormat.of().toHexDigits(hash));
            final int slot = ring.slotOf(hash);
            assertEquals(Integer.parseInt(line[3]), slot);
            assertEquals(line[4], preferenceList(ring, slot));
            keysChecked++;
        }
    }

    private static byte[] keyOf(final String text) {
        final int star = text.indexOf('*');
        final String key = star < 0 ? text : text.substring(0, star).repeat(Integer.parseInt(text.substring(star + 1)));
        return key.getBytes(StandardCharsets.US_ASCII);
    }

    private static String preferenceList(final RingSnapshot ring, final int slot) {
        final StringJoiner list = new StringJoiner(",");
        for (int i = 0; i < ring.replicaCount(); i++) {
            list.add(String.valueOf(ring.replica(slot, i)));
        }
        return list.toString();
    }

    private static List<String> read(final String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(RingGoldenTest.class.getResourceAsStream(file), file)) {
            final String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            final List<String> lines =
                    text.lines().filter(line -> !line.startsWith("#")).toList();
            assertTrue(lines.size() > 200, file + " has " + lines.size() + " lines");
            return lines;
        }
    }
}

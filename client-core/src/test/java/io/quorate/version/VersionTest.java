package io.quorate.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    private static final long WALL_MS =
            Instant.parse("2026-11-23T00:30:00.123Z").toEpochMilli();

    @Test
    void shouldShowTimeCounterAndWriter() {
        final Version version = new Version(HybridLogicalClock.of(WALL_MS, 5), 0x9f86d081884c7d65L);
        assertEquals("2026-11-23T00:30:00.123Z+5@9f86d081884c7d65", version.toString());
        assertEquals(version, Version.parse("2026-11-23T00:30:00.123Z+5@9f86d081884c7d65"));
    }

    @Test
    void shouldShowMillisecondsWhenTheyAreZero() {
        assertEquals("1970-01-01T00:00:00.000Z+0@0000000000000000", Version.NONE.toString());
    }

    @Test
    void shouldShowTheHighestVersion() {
        final Version highest = new Version(-1, -1);
        assertEquals("+10889-08-02T05:31:50.655Z+65535@ffffffffffffffff", highest.toString());
        assertEquals(highest, Version.parse(highest.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "+@",
                "@9f86d081884c7d65",
                "+5@9f86d081884c7d65",
                "2026-11-23T00:30:00.123Z+5",
                "2026-11-23T00:30:00.123Z@9f86d081884c7d65",
                "2026-11-23T00:30:00.123Z+5@9f86d081884c7d6",
                "2026-11-23T00:30:00.123Z+5@9f86d081884c7d655",
                "2026-11-23T00:30:00.123Z+5@9f86d081884c7d6g",
                "2026-11-23T00:30:00.123Z+5@9F86D081884C7D65",
                "2026-11-23T00:30:00.123Z+05@9f86d081884c7d65",
                "2026-11-23T00:30:00.123Z+-0@9f86d081884c7d65",
                "2026-11-23T00:30:00.123Z+-1@9f86d081884c7d65",
                "2026-11-23T00:30:00.123Z+65536@9f86d081884c7d65",
                "2026-11-23T00:30:00Z+5@9f86d081884c7d65",
                "2026-02-30T00:30:00.123Z+5@9f86d081884c7d65",
                "1969-12-31T23:59:59.999Z+5@9f86d081884c7d65",
                "+99999-11-23T00:30:00.123Z+5@9f86d081884c7d65",
            })
    void shouldRefuseTextThatItDoesNotWrite(final String text) {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Version.parse(text));
        assertTrue(e.getMessage().startsWith("version=\"" + text + "\" is not of the form 2026-"), e.getMessage());
    }

    @Test
    void shouldSortByTimestampThenWriterUnsigned() {
        final List<Version> ascending =
                List.of(Version.NONE, new Version(0, 1), new Version(0, -1), new Version(1, 0), new Version(-1, 0));
        final List<Version> sorted = new ArrayList<>(ascending);
        Collections.reverse(sorted);
        Collections.sort(sorted);
        assertEquals(ascending, sorted);
        assertEquals(0, new Version(3, 4).compareTo(new Version(3, 4)));
    }
}

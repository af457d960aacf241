package io.quorate.version;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class VersionPropertyTest {
    @Property
    void shouldReadBackWhatItWrites(@ForAll final long timestamp, @ForAll final long writerId) {
        final Version version = new Version(timestamp, writerId);
        assertEquals(version, Version.parse(version.toString()));
    }
}

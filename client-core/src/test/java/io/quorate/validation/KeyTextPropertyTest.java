package io.quorate.validation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class KeyTextPropertyTest {
    @Property
    void shouldStayOnOneShortLine(@ForAll final byte[] bytes) {
        final String shown = KeyText.of(bytes);
        assertTrue(shown.length() <= KeyText.MAX_CHARS + "...(2147483647 bytes, #01234567)".length());
        assertTrue(shown.chars().allMatch(c -> c >= ' ' && c <= '~'));
    }
}

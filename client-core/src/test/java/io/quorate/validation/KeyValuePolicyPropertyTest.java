package io.quorate.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class KeyValuePolicyPropertyTest {
    @Property
    void shouldAcceptAnyBytesUpToTheLimitsOfABinaryPolicy(@ForAll final byte[] bytes) {
        final KeyValuePolicy policy = KeyValuePolicy.binary(20, 30);
        final @Nullable String keyMessage = policy.validateKey(bytes, 0, bytes.length);
        final @Nullable String valueMessage = policy.validateValue(bytes, 0, bytes.length);
        assertEquals(bytes.length >= 1 && bytes.length <= 20, keyMessage == null);
        assertEquals(bytes.length <= 30, valueMessage == null);
    }
}

package io.quorate.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tells text from other bytes; only asked where a replica is an older server and the client's policy allows any bytes. */
final class Utf8 {

    private Utf8() {}

    static boolean isValid(final byte[] bytes, final int offset, final int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (final CharacterCodingException e) {
            return false;
        }
    }
}

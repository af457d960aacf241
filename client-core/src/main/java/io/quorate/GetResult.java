package io.quorate;

import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a get found.
 *
 * <p><b>Threads.</b> Immutable, as long as nobody writes to the value.
 *
 * <p><b>Ownership.</b> The value belongs to the caller; the client keeps no reference to it.
 *
 * @param found whether the key has a value
 * @param value the value, null when there is none
 * @param version version of the value, or of the delete that removed it; null when nothing was ever written, as far as is known
 * @param confirmed whether enough replicas hold what was found, so that every later get finds it or something newer; always true with
 *     {@code QUORUM} against Quorate nodes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record GetResult(
        boolean found, byte @Nullable [] value, @Nullable Version version, boolean confirmed) {

    /**
     * The value as text.
     *
     * @return the value read as UTF-8, malformed bytes replaced; null when there is none
     */
    public @Nullable String text() {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(final @Nullable Object other) {
        return other instanceof GetResult that
                && found == that.found
                && confirmed == that.confirmed
                && Objects.equals(version, that.version)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(found, confirmed, version) + Arrays.hashCode(value);
    }

    /** Shows everything but the value, of which it shows the length. */
    @Override
    public String toString() {
        return (found ? "found " + Values.lengthOf(value) : "not found") + ", version " + version
                + (confirmed ? ", confirmed" : ", not confirmed");
    }
}

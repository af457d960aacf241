package io.quorate;

import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a key held before a put or delete: the newest state that a replica reported whose ack was counted. Concurrent writes may have
 * come in between.
 *
 * <p><b>Threads.</b> Immutable, as long as nobody writes to the value.
 *
 * <p><b>Ownership.</b> The value belongs to the caller; the client keeps no reference to it.
 *
 * @param known false when a replica that was counted cannot tell, as older servers cannot; the rest is then empty
 * @param exists whether there was a value
 * @param value that value; null when there was none, or when it was not wanted ({@link CallOptions#withWantPrevious})
 * @param version its version, or that of the delete that had removed it; null when there was neither
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record Previous(
        boolean known,
        boolean exists,
        byte @Nullable [] value,
        @Nullable Version version) {

    static final Previous UNKNOWN = new Previous(false, false, null, null);

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
        return other instanceof Previous that
                && known == that.known
                && exists == that.exists
                && Objects.equals(version, that.version)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(known, exists, version) + Arrays.hashCode(value);
    }

    /** Shows everything but the value, of which it shows the length. */
    @Override
    public String toString() {
        if (!known) {
            return "unknown";
        }
        return (exists ? "existed " + Values.lengthOf(value) : "did not exist") + ", version " + version;
    }
}

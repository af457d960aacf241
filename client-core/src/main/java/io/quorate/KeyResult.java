package io.quorate;

import io.quorate.error.QuorateException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one key of a {@code getAll} or {@code putAll}: exactly one of a result and an error.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param <T> {@link GetResult} or {@link PutResult}
 * @param result what came out, null when it failed
 * @param error why it failed, null when it did not
 */
public record KeyResult<T>(@Nullable T result, @Nullable QuorateException error) {

    /** Checks that there is exactly one of both. */
    public KeyResult {
        if ((result == null) == (error == null)) {
            throw new IllegalArgumentException("a KeyResult has either a result or an error: pass exactly one");
        }
    }

    static <T> KeyResult<T> ok(final T result) {
        return new KeyResult<>(result, null);
    }

    static <T> KeyResult<T> failed(final QuorateException error) {
        return new KeyResult<>(null, error);
    }

    /**
     * Whether there is a result.
     *
     * @return false when there is an error
     */
    public boolean isOk() {
        return error == null;
    }

    /**
     * The result, for those who would rather catch.
     *
     * @return what came out
     * @throws QuorateException if the key failed
     */
    public T orElseThrow() {
        if (error != null) {
            throw error;
        }
        return Objects.requireNonNull(result);
    }
}

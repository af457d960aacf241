package io.quorate.engine;

import io.quorate.error.QuorateException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A decided operation; a flyweight that the engine owns.
 *
 * <p><b>Threads.</b> Valid on the calling thread during {@link DecisionHandler#onDecided} only.
 *
 * <p><b>Allocation.</b> None, except {@link #error()} of a failed operation.
 */
public interface OperationView {

    /**
     * Why the operation failed.
     *
     * @return null when it succeeded
     */
    @Nullable
    QuorateException error();

    /**
     * Of a get: whether there is a value. Of a put or delete: whether there was one before. False when the operation failed.
     *
     * @return true when {@link #valueLength()} bytes are a value (of a put: when it was asked for)
     */
    boolean exists();

    /**
     * Of a get: version of what was found, a tombstone's too. Of a put or delete: its own version.
     *
     * @return first half of the version, 0 when nothing was found
     */
    long timestamp();

    /**
     * See {@link #timestamp()}.
     *
     * @return second half of the version
     */
    long writerId();

    /**
     * Of a get: whether enough replicas hold what was found, so that every later quorum read finds it or something newer.
     *
     * @return always true for gets of {@link io.quorate.quorum.Consistency#QUORUM} against Quorate nodes
     */
    boolean confirmed();

    /**
     * Of a put or delete: whether {@link #exists()} and the previous value are known at all.
     *
     * @return false when a replica that was counted cannot tell
     */
    boolean previousKnown();

    /**
     * Of a put or delete: the previous version, the newest that a counted replica reported.
     *
     * @return first half of the version, 0 when there was none
     */
    long previousTimestamp();

    /**
     * See {@link #previousTimestamp()}.
     *
     * @return second half of the version
     */
    long previousWriterId();

    /**
     * Of a put or delete: whether some replica already held something newer.
     *
     * @return true when later gets will not see this write
     */
    boolean superseded();

    /**
     * Holds the value that was found, or the previous value.
     *
     * @return a buffer for absolute access
     */
    ByteBuffer bytes();

    /**
     * Where the value starts.
     *
     * @return index in {@link #bytes()}
     */
    int valueOffset();

    /**
     * Length of the value.
     *
     * @return bytes, 0 when there is none
     */
    int valueLength();
}

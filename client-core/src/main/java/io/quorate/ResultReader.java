package io.quorate;

import io.quorate.engine.OperationView;
import io.quorate.version.Version;

/**
 * Copies a successful operation out of its flyweight.
 *
 * @param <T> the result
 */
@FunctionalInterface
interface ResultReader<T> {

    /** Of a get. */
    ResultReader<GetResult> GET = view -> new GetResult(
            view.exists(),
            view.exists() ? Values.copyOf(view) : null,
            Values.versionOf(view.exists(), view.timestamp(), view.writerId()),
            view.confirmed());

    /** Of a put, with the previous value. */
    ResultReader<PutResult> PUT = view -> new PutResult(version(view), previous(view, true), view.superseded());

    /** Of a put, without the previous value. */
    ResultReader<PutResult> PUT_WITHOUT_PREVIOUS =
            view -> new PutResult(version(view), previous(view, false), view.superseded());

    /** Of a delete, with the previous value. */
    ResultReader<DeleteResult> DELETE =
            view -> new DeleteResult(version(view), previous(view, true), view.superseded());

    /** Of a delete, without the previous value. */
    ResultReader<DeleteResult> DELETE_WITHOUT_PREVIOUS =
            view -> new DeleteResult(version(view), previous(view, false), view.superseded());

    T read(OperationView view);

    private static Version version(final OperationView view) {
        return new Version(view.timestamp(), view.writerId());
    }

    private static Previous previous(final OperationView view, final boolean wanted) {
        if (!view.previousKnown()) {
            return Previous.UNKNOWN;
        }
        return new Previous(
                true,
                view.exists(),
                wanted && view.exists() ? Values.copyOf(view) : null,
                Values.versionOf(view.exists(), view.previousTimestamp(), view.previousWriterId()));
    }
}

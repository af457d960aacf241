package io.quorate;

import io.quorate.engine.OperationView;
import io.quorate.version.Version;
import io.quorate.version.Versions;

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

    /** Of a put that was resumed: what was there before may be its own value. */
    ResultReader<PutResult> RESUMED_PUT = view -> new PutResult(version(view), Previous.UNKNOWN, view.superseded());

    /** Of a delete that was resumed. */
    ResultReader<DeleteResult> RESUMED_DELETE =
            view -> new DeleteResult(version(view), Previous.UNKNOWN, view.superseded());

    /** Of a confirmed get, seen from a version whose fate is wanted. */
    static ResultReader<Fate> fateOf(final Version version) {
        return view -> {
            final int order =
                    Versions.compare(view.timestamp(), view.writerId(), version.timestamp(), version.writerId());
            return order == 0 ? Fate.COMMITTED : order > 0 ? Fate.SUPERSEDED : Fate.OPEN;
        };
    }

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

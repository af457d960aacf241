package io.quorate.load.search;

/** A load ended the whole search. */
final class SearchEnded extends Exception {

    private static final long serialVersionUID = 1L;

    private final SearchResult.End end;

    SearchEnded(final SearchResult.End end, final String reason) {
        super(reason);
        this.end = end;
    }

    SearchResult.End end() {
        return end;
    }
}

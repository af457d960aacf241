package io.quorate.load.record;

import java.util.Locale;

/** What one replica is asked; an operation may ask several things. */
public enum ReplicaRequestType {
    /** The value and version of a key. */
    GET,

    /** To store a value. */
    PUT,

    /** To store that a key is gone. */
    DELETE,

    /** The version of a key: the first round of a linearizable put or delete. */
    VERSION,

    /** To store what a get has found elsewhere, before the get answers. */
    WRITE_BACK;

    /** How many types there are. */
    public static final int COUNT = 5;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * The name in tables and tags.
     *
     * @return letters and hyphens
     */
    public String label() {
        return label;
    }
}

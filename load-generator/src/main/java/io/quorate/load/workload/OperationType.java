package io.quorate.load.workload;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an operation of a load does. */
public enum OperationType {
    /** Reads a key. */
    GET,

    /** Writes a value. */
    PUT,

    /** Removes a key. */
    DELETE,

    /** Reads a key, and then writes a value to it: two requests, one operation. */
    RMW;

    /** How many types there are. */
    public static final int COUNT = 4;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The type of a name.
     *
     * @param label as {@link #label} gives it
     * @return the type, null if none has that name
     */
    public static @Nullable OperationType of(final String label) {
        for (final OperationType type : values()) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        return null;
    }

    /**
     * The name in options, tables and tags.
     *
     * @return for example {@code get}
     */
    public String label() {
        return label;
    }
}

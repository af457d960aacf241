package io.quorate.load.cli;

/** Where the values come from that keys have before a run. */
enum FirstValues {
    /** The run itself writes them before its load. */
    WRITTEN,
    /** {@code quorate load} wrote them, and nobody has written to the keys since. */
    LOADED,
    /** Nobody knows what keys hold. */
    UNKNOWN
}

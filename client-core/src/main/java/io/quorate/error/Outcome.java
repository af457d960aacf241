package io.quorate.error;

/** What is known of a failed write: whether any replica may have applied it, now or later. */
public enum Outcome {
    /** No replica applied it and none ever will. A failed read is always of this kind. */
    NOT_APPLIED,

    /** Some replica may have applied it, or may still do so; a later get may or may not see it. */
    INDETERMINATE
}

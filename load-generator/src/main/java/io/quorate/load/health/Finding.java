package io.quorate.load.health;

/**
 * Something that makes the times of a run less trustworthy.
 *
 * @param severity how much less
 * @param reason what was seen, where the limit is and what to do, for people
 */
public record Finding(Severity severity, String reason) {

    /** How bad it is; the later the worse. */
    public enum Severity {
        /** It may show in the times. */
        SUSPECT,
        /** The generator did not make the load that was asked for. */
        INVALID
    }
}

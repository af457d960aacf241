package io.quorate.load.cli;

/** What the program says about itself to whoever started it. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int CANNOT_CONNECT = 3;
    static final int VIOLATION = 4;
    static final int RATE_NOT_HELD = 5;
    static final int NOT_COMPARABLE = 6;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}

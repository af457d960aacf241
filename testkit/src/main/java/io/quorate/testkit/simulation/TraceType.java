package io.quorate.testkit.simulation;

/** What happens in a simulated world, for its hash and its log. */
enum TraceType {
    WAKE,
    DIAL,
    CONNECTED,
    DISCONNECTED,
    SEND,
    SERVE,
    REPLY,
    FAILURE,
    CANCEL,
    FAULT,
    NODE_DOWN,
    NODE_UP,
    PAUSE,
    RESUME,
    CLOCK,
    EPOCH,
    STRANGER,
    INVOKE,
    RETURN,
    RESUME_WRITE,
    HEAL
}

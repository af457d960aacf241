package io.quorate.transport.inprocess;

/** Something that the {@link Scheduler} runs at an instant; holds its own place in the queue, so that queueing allocates nothing. */
abstract class TimedTask {
    static final int NOT_QUEUED = -1;

    /** These three belong to the scheduler's lock. */
    long dueNs;

    long order;
    int index = NOT_QUEUED;

    /** Runs on the scheduler's thread, without its lock. Must not block or throw. */
    abstract void run();
}

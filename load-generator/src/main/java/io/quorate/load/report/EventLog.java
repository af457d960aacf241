package io.quorate.load.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * What happened during a run and is no operation: nodes that went and came, phases, faults. One line of JSON each.
 *
 * <p><b>Threads.</b> Any number report events; one, always the same, writes them down. <b>Errors.</b> Of more than 10,000 events in an interval the
 * rest is counted only. <b>Guarantee.</b> Never blocks who reports. Lines are in the order of their times within an interval.
 */
public final class EventLog {

    static final String DROPPED = "events-dropped";
    static final int MOST_WAITING = 10_000;
    private static final int MS_DIGITS = 3;

    private final NanoClock clock;
    private volatile long startNs;
    private volatile long startEpochMs;
    private final LineFile file;
    private final ConcurrentLinkedQueue<Event> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    private record Event(
            long elapsedNs,
            String kind,
            @Nullable String node,
            @Nullable String detail) {}

    EventLog(final NanoClock clock, final long startEpochMs, final LineFile file) {
        this.clock = clock;
        this.startNs = clock.nanoTime();
        this.startEpochMs = startEpochMs;
        this.file = file;
    }

    /**
     * Dates what is reported from now on by the load's schedule, as the timeline and the outages of nodes are; until then times count from the opening.
     *
     * @param scheduleNs when the schedule begins, on the system's clock
     */
    public void begin(final long scheduleNs) {
        final long laterMs = TimeUnit.NANOSECONDS.toMillis(scheduleNs - startNs);
        startNs = scheduleNs;
        final long epochMs = startEpochMs;
        startEpochMs = epochMs + laterMs;
    }

    /**
     * Reports something that happened now.
     *
     * @param kind what, for example {@code node-down}
     * @param node which node it is about
     * @param detail more, for people
     */
    public void event(final String kind, final @Nullable String node, final @Nullable String detail) {
        if (waitingCount.incrementAndGet() > MOST_WAITING) {
            waitingCount.decrementAndGet();
            dropped.incrementAndGet();
        } else {
            waiting.add(new Event(elapsedNs(), kind, node, detail));
        }
    }

    /** Reports something that is known to have happened at a given time of the run, even if there is no room. */
    void event(final long elapsedNs, final String kind, final String detail) {
        waitingCount.incrementAndGet();
        waiting.add(new Event(elapsedNs, kind, null, detail));
    }

    /** Writes down what was reported so far. */
    void flush() {
        final int lost = dropped.getAndSet(0);
        if (lost > 0) {
            event(elapsedNs(), DROPPED, lost + " events came while " + MOST_WAITING + " waited to be written");
        }
        final List<Event> events = new ArrayList<>();
        Event next = waiting.poll();
        while (next != null) {
            waitingCount.decrementAndGet();
            events.add(next);
            next = waiting.poll();
        }
        events.sort(Comparator.comparingLong(Event::elapsedNs));
        file.write(events.stream().map(this::line).toList());
    }

    private long elapsedNs() {
        return clock.nanoTime() - startNs;
    }

    private String line(final Event event) {
        final long elapsedMs = TimeUnit.NANOSECONDS.toMillis(event.elapsedNs());
        final JsonWriter json = JsonWriter.onOneLine().beginObject();
        json.name("t_s").value(BigDecimal.valueOf(elapsedMs, MS_DIGITS));
        json.name("epochMs").value(startEpochMs + elapsedMs);
        json.name("event").value(event.kind());
        if (event.node() != null) {
            json.name("node").value(event.node());
        }
        if (event.detail() != null) {
            json.name("detail").value(event.detail());
        }
        return json.endObject().toString();
    }
}

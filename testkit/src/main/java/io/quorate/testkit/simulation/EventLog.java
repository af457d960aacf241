package io.quorate.testkit.simulation;

import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one key in a run, as lines for people: what clients called and were told, what nodes were sent and answered, and what
 * went wrong on the way.
 *
 * <p><b>Threads.</b> Stateless; the work is done on the calling thread.
 */
public final class EventLog {

    private static final Set<TraceType> FOR_ALL_KEYS = EnumSet.of(
            TraceType.NODE_DOWN,
            TraceType.NODE_UP,
            TraceType.PAUSE,
            TraceType.RESUME,
            TraceType.CLOCK,
            TraceType.EPOCH,
            TraceType.STRANGER,
            TraceType.HEAL);
    private static final int TYPE = 1;
    private static final int WHERE = 2;
    private static final int DETAIL = 3;
    private static final int HEX = 16;
    private static final double NS_PER_MS = 1e6;

    private final String key;
    private final long lastNs;
    private final int mostLines;
    private final Deque<String> lines = new ArrayDeque<>();
    private String lastWhere = "";
    private String lastTime = "";
    private long leftOut;

    private EventLog(final String key, final long lastNs, final int mostLines) {
        this.key = key;
        this.lastNs = lastNs;
        this.mostLines = mostLines;
    }

    /**
     * Runs a failed simulation once more, and writes down what happens until the failure shows.
     *
     * @param failure what to run, and what is wrong; its first violation tells the key and the time; without one every event is written down
     * @param mostLines how many lines at most, 1 or more: the last ones
     * @return the lines in the order of events, with the time in virtual milliseconds; before them a line that says how many were left out
     */
    public static List<String> of(final SimulationFailure failure, final int mostLines) {
        final EventLog log = failure.violations().isEmpty()
                ? new EventLog("", Operation.NEVER, mostLines)
                : of(failure.violations().get(0), mostLines);
        SeedRun.of(failure.options().withLog(log::onEvent));
        final List<String> all = new ArrayList<>();
        if (log.leftOut > 0) {
            all.add(String.format(Locale.ROOT, "(%,d earlier events left out)", log.leftOut));
        }
        all.addAll(log.lines);
        return all;
    }

    private static EventLog of(final Violation violation, final int mostLines) {
        long lastNs = violation.operations().isEmpty() ? Operation.NEVER : 0;
        for (final Operation operation : violation.operations()) {
            lastNs = Math.max(
                    lastNs, operation.returnedNs() == Operation.NEVER ? operation.invokedNs() : operation.returnedNs());
        }
        return new EventLog(violation.key(), lastNs, mostLines);
    }

    private void onEvent(final String event) {
        final String[] words = event.split(" ", -1);
        final long timeNs = Long.parseLong(words[0]);
        if (timeNs > lastNs || words.length <= WHERE) {
            return;
        }
        final TraceType type = type(words[TYPE]);
        final boolean isKept;
        String text = event.substring(words[0].length() + 1);
        if (type == null) {
            isKept = key.isEmpty() || Arrays.asList(words).contains(key);
        } else if (type == TraceType.FAULT) {
            // What strikes a message is told right after the message; what lasts is told of the nemesis.
            isKept = key.isEmpty()
                    || words[WHERE].equals(Nemesis.NAME)
                    || (lastWhere.equals(words[WHERE]) && lastTime.equals(words[0]));
            text = FaultClass.values()[Integer.parseInt(words[DETAIL], HEX)] + " " + words[WHERE];
        } else {
            isKept = FOR_ALL_KEYS.contains(type);
            text = type + " " + words[WHERE];
        }
        if (isKept) {
            lastWhere = type == null ? words[TYPE] : words[WHERE];
            lastTime = words[0];
            lines.add(String.format(Locale.ROOT, "%,14.6f ms  %s", timeNs / NS_PER_MS, text));
            if (lines.size() > mostLines) {
                lines.removeFirst();
                leftOut++;
            }
        }
    }

    /** Null for what is written for people, and starts with a name. */
    private static @Nullable TraceType type(final String word) {
        for (final TraceType type : TraceType.values()) {
            if (type.name().equals(word)) {
                return type;
            }
        }
        return null;
    }
}

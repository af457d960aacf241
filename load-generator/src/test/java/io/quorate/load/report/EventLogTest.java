package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventLogTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong(-77);
    private final EventLog log = new EventLog(clock::get, 1_000, new LineFile(out));

    @Test
    void shouldTellTimesFromTheStart() {
        clock.addAndGet(12_003_999_999L);
        log.event("node-down", "n2", "gone");
        log.flush();

        assertEquals(
                "{\"t_s\":12.003,\"epochMs\":13003,\"event\":\"node-down\",\"node\":\"n2\",\"detail\":\"gone\"}\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldTellTimesFromTheScheduleOnceThatHasBegun() {
        clock.addAndGet(500_000_000L);
        log.begin(clock.get() - 300_000_000L);
        log.event("node-down", null, null);
        log.flush();

        assertEquals(
                "{\"t_s\":0.300,\"epochMs\":1500,\"event\":\"node-down\"}\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldWriteNothingBeforeItIsFlushed() {
        log.event("a", null, null);
        assertEquals(0, out.size());
        log.flush();
        log.flush();
        assertEquals(1, lines().size());
    }

    @Test
    @Timeout(60)
    void shouldKeepEveryEventWhenManyThreadsReport() throws InterruptedException {
        final int threads = 4;
        final int each = 2_000;
        final List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            final int id = t;
            final Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    log.event("e", "n" + id, Integer.toString(i));
                }
            });
            all.add(thread);
            thread.start();
        }
        for (final Thread thread : all) {
            while (thread.isAlive()) {
                log.flush();
                thread.join(1);
            }
        }
        log.flush();

        final Set<String> seen = new TreeSet<>();
        for (final String line : lines()) {
            final Map<String, Object> event = Json.object(line);
            seen.add(event.get("node") + "/" + event.get("detail"));
        }
        assertEquals(threads * each, seen.size());
        assertEquals(threads * each, lines().size());
    }

    @Test
    void shouldCountWhatThereIsNoRoomFor() {
        for (int i = 0; i < EventLog.MOST_WAITING + 3; i++) {
            log.event("flap", "n1", null);
        }
        log.flush();
        final List<String> lines = lines();
        assertEquals(EventLog.MOST_WAITING + 1, lines.size());
        final String last = lines.get(lines.size() - 1);
        assertTrue(last.contains(EventLog.DROPPED) && last.contains("3 events"), last);

        log.event("later", null, null);
        log.flush();
        assertEquals(EventLog.MOST_WAITING + 2, lines().size(), "there is room again");
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

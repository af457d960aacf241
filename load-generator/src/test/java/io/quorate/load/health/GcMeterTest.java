package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GcMeterTest {

    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void shouldAddUpTheCollectorsThatPause() {
        final FakeCollector young = collector("G1 Young Generation", 3, 12);
        final FakeCollector concurrent = collector("G1 Concurrent GC", 2, 5);
        try (GcMeter meter = new GcMeter(List.of(young, concurrent))) {
            assertEquals(new GcReading(5, 17 * MS_NS), meter.read());
        }
    }

    @Test
    void shouldNotCountCyclesThatRunBesideTheProgram() {
        final List<GarbageCollectorMXBean> collectors = List.of(
                collector("ZGC Cycles", 4, 4_000),
                collector("ZGC Pauses", 12, 1),
                collector("ZGC Minor Cycles", 4, 4_000),
                collector("Shenandoah Cycles", 4, 4_000),
                collector("Shenandoah Pauses", 8, 2));
        try (GcMeter meter = new GcMeter(collectors)) {
            assertEquals(new GcReading(20, 3 * MS_NS), meter.read());
        }
    }

    @Test
    void shouldCountNothingWhereTheJvmDoesNot() {
        try (GcMeter meter = new GcMeter(List.of(collector("Odd", -1, -1)))) {
            assertEquals(new GcReading(0, 0), meter.read());
        }
    }

    @Test
    void shouldTellWhatHappenedBetweenTwoReadings() {
        assertEquals(new GcReading(2, 5), new GcReading(10, 25).since(new GcReading(8, 20)));
    }

    @Test
    @Timeout(60)
    void shouldKnowTheLongestPauseThatItWasToldOf() throws Exception {
        final Notification told = pauseOfThisJvm();
        final long ms = GarbageCollectionNotificationInfo.from((CompositeData) told.getUserData())
                .getGcInfo()
                .getDuration();
        final FakeCollector pausing = collector("Copy", 0, 0);
        final FakeCollector concurrent = collector("ZGC Cycles", 0, 0);
        final GcMeter meter = new GcMeter(List.of(pausing, concurrent));
        concurrent.sendNotification(told);
        assertEquals(0, meter.takeLongestNs());
        pausing.sendNotification(told);
        assertEquals(ms * MS_NS, meter.takeLongestNs());
        assertEquals(0, meter.takeLongestNs());
        meter.close();
        pausing.sendNotification(told);
        assertEquals(0, meter.takeLongestNs());
    }

    @Test
    @Timeout(60)
    void shouldCountPausesOfThisJvm() {
        try (GcMeter meter = new GcMeter()) {
            final GcReading before = meter.read();
            System.gc();
            assertTrue(meter.read().since(before).pauses() >= 1);
        }
    }

    private static Notification pauseOfThisJvm() throws Exception {
        final CompletableFuture<Notification> pause = new CompletableFuture<>();
        final NotificationListener listener = (notification, handback) -> pause.complete(notification);
        final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        for (final GarbageCollectorMXBean collector : collectors) {
            ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
        }
        try {
            System.gc();
            return pause.get(30, TimeUnit.SECONDS);
        } finally {
            for (final GarbageCollectorMXBean collector : collectors) {
                ((NotificationEmitter) collector).removeNotificationListener(listener);
            }
        }
    }

    private static FakeCollector collector(final String name, final long count, final long timeMs) {
        final FakeCollector collector = new FakeCollector(name);
        collector.count = count;
        collector.timeMs = timeMs;
        return collector;
    }
}

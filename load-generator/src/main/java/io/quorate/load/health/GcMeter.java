package io.quorate.load.health;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the pauses that garbage collection makes this program take.
 *
 * <p><b>Threads.</b> One thread; the JVM's own tell of the longest pause, moments after it has ended.
 *
 * <p><b>Units.</b> Nanoseconds, exact to the millisecond in which the JVM counts.
 *
 * <p><b>Guarantee.</b> What a collector does beside the program is not counted: ZGC and Shenandoah report their cycles and their pauses by beans of
 * their own, of which the latter count. G1 tells of the pauses only, those of its concurrent cycle included.
 */
final class GcMeter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GcMeter.class);

    /** "ZGC Cycles", "ZGC Minor Cycles", "Shenandoah Cycles": the program runs meanwhile. */
    private static final String CONCURRENT = "Cycles";

    private final List<GarbageCollectorMXBean> collectors;
    private final AtomicLong longestNs = new AtomicLong();
    private final NotificationListener listener = this::onNotification;

    /** Creates a meter of this program. */
    GcMeter() {
        this(ManagementFactory.getGarbageCollectorMXBeans());
    }

    GcMeter(final List<GarbageCollectorMXBean> all) {
        collectors = new ArrayList<>();
        for (final GarbageCollectorMXBean collector : all) {
            if (isPausing(collector.getName())) {
                collectors.add(collector);
                if (collector instanceof NotificationEmitter emitter) {
                    emitter.addNotificationListener(listener, null, null);
                }
            }
        }
    }

    private static boolean isPausing(final String collector) {
        return !collector.endsWith(CONCURRENT);
    }

    /** All pauses so far. */
    GcReading read() {
        long pauses = 0;
        long pausedMs = 0;
        for (final GarbageCollectorMXBean collector : collectors) {
            // Below 0 where the JVM does not count.
            pauses += Math.max(0, collector.getCollectionCount());
            pausedMs += Math.max(0, collector.getCollectionTime());
        }
        return new GcReading(pauses, TimeUnit.MILLISECONDS.toNanos(pausedMs));
    }

    /** The longest pause that has become known since the last call; 0 if there was none, or where the JVM does not tell. */
    long takeLongestNs() {
        return longestNs.getAndSet(0);
    }

    private void onNotification(final Notification notification, final Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                && notification.getUserData() instanceof CompositeData data) {
            final long ms =
                    GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
            longestNs.accumulateAndGet(TimeUnit.MILLISECONDS.toNanos(ms), Math::max);
        }
    }

    /** Listens no more. */
    @Override
    public void close() {
        for (final GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(listener);
                } catch (final ListenerNotFoundException e) {
                    LOG.debug("{} had no listener any more", collector.getName(), e);
                }
            }
        }
    }
}

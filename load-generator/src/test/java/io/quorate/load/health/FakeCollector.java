package io.quorate.load.health;

import java.lang.management.GarbageCollectorMXBean;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** A garbage collector that collects when a test says so. */
final class FakeCollector extends NotificationBroadcasterSupport implements GarbageCollectorMXBean {

    private final String name;
    long count;
    long timeMs;

    FakeCollector(final String name) {
        this.name = name;
    }

    @Override
    public long getCollectionCount() {
        return count;
    }

    @Override
    public long getCollectionTime() {
        return timeMs;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    public String[] getMemoryPoolNames() {
        return new String[0];
    }

    @Override
    public ObjectName getObjectName() {
        throw new UnsupportedOperationException(name + " is registered nowhere");
    }
}

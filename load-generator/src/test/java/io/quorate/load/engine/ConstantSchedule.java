package io.quorate.load.engine;

import io.quorate.load.workload.Arrivals;
import io.quorate.load.workload.Schedule;

/** Arrivals at equal distances, so that an oracle can be exact. */
record ConstantSchedule(double ratePerSecond) implements Schedule {

    private static final double NS_PER_SECOND = 1e9;

    @Override
    public Arrivals arrivals() {
        return new Arrivals() {
            private long index;

            @Override
            public long nextNs() {
                return (long) (index++ * NS_PER_SECOND / ratePerSecond);
            }
        };
    }
}

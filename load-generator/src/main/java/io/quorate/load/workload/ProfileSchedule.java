package io.quorate.load.workload;

/** Arrivals of a process along a rate profile. */
record ProfileSchedule(ArrivalProcess process, long seed, RateProfile profile) implements Schedule {

    @Override
    public Arrivals arrivals() {
        return new ProfileArrivals(process, seed, profile);
    }

    @Override
    public double ratePerSecond() {
        return profile.lastRate();
    }

    @Override
    public long mostArrivals(final long untilNs) {
        return profile.mostArrivals(untilNs);
    }
}

package io.quorate.load.workload;

/** Independent arrivals at a constant mean rate. */
record PoissonSchedule(long seed, double ratePerSecond) implements Schedule {

    PoissonSchedule {
        PoissonArrivals.checkRate(ratePerSecond);
    }

    @Override
    public Arrivals arrivals() {
        return new PoissonArrivals(seed, ratePerSecond);
    }
}

package io.quorate.load.health;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Reads how much processor time this program and its machine have used.
 *
 * <p><b>Threads.</b> One thread. <b>Errors.</b> What this platform does not tell is unknown, not 0.
 */
final class CpuMeter {

    private static final Path STAT = Path.of("/proc/stat");

    private final NanoClock clock;
    private final LongSupplier ownNs;
    private final IntSupplier processors;
    private final Supplier<@Nullable String> stat;

    /** Creates a meter of this program. */
    CpuMeter() {
        this(
                SystemNanoClock.INSTANCE,
                CpuMeter::processNs,
                Runtime.getRuntime()::availableProcessors,
                CpuMeter::readStat);
    }

    CpuMeter(
            final NanoClock clock,
            final LongSupplier ownNs,
            final IntSupplier processors,
            final Supplier<@Nullable String> stat) {
        this.clock = clock;
        this.ownNs = ownNs;
        this.processors = processors;
        this.stat = stat;
    }

    /** Processor times so far. */
    CpuReading read() {
        final String content = stat.get();
        return new CpuReading(
                clock.nanoTime(),
                ownNs.getAsLong(),
                processors.getAsInt(),
                content == null ? null : ProcStat.parse(content));
    }

    private static long processNs() {
        final OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
        return bean instanceof com.sun.management.OperatingSystemMXBean own ? own.getProcessCpuTime() : -1;
    }

    private static @Nullable String readStat() {
        try {
            return Files.readString(STAT);
        } catch (final IOException e) {
            // Another operating system, or one that hides it.
            return null;
        }
    }
}

package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsTest {

    @TempDir
    private Path root;

    private HostFacts facts;

    @BeforeEach
    void look() {
        facts = new HostFacts(root);
    }

    @Test
    void shouldSayNothingWhenNothingIsTold() {
        assertEquals(Map.of(), facts.describe());
        assertNull(facts.clocksource());
        assertEquals(OptionalLong.empty(), facts.openFilesLimit());
    }

    @Test
    void shouldSayWhatTheMachineTells() throws IOException {
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 2.0GHz\nprocessor\t: 1\nmodel name\t: Other\n");
        write("proc/loadavg", "1.25 0.80 0.50 2/345 6789\n");
        write("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            20000                1048576              files
                """);
        write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
        write("sys/devices/system/cpu/smt/active", "1\n");
        write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
        write("sys/devices/system/cpu/cpu11/cpufreq/scaling_governor", "performance\n");
        write("sys/devices/system/cpu/cpufreq/other", "not a processor\n");

        assertEquals(
                Map.of(
                        "cpuModel",
                        "Some CPU @ 2.0GHz",
                        "governor",
                        "performance,powersave",
                        "smt",
                        true,
                        "clocksource",
                        "tsc",
                        "openFilesLimit",
                        20_000L,
                        "loadAverage",
                        1.25),
                facts.describe());
    }

    @Test
    void shouldKnowNoLimitWhenOpenFilesAreUnlimited() throws IOException {
        write("proc/self/limits", "Max open files            unlimited            unlimited            files     \n");
        assertEquals(OptionalLong.empty(), facts.openFilesLimit());
    }

    @Test
    void shouldTakeTheLowestLimitOfTheGroupsAroundItInVersion2() throws IOException {
        write("proc/self/cgroup", "0::/pod/app\n");
        write("sys/fs/cgroup/pod/app/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/pod/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/pod/app/memory.max", "536870912\n");
        write("sys/fs/cgroup/pod/memory.max", "1073741824\n");
        assertEquals(OptionalDouble.of(1.5), facts.cpuLimit());
        assertEquals(OptionalLong.of(536_870_912), facts.memoryLimitBytes());
    }

    @Test
    void shouldFindTheLimitsOfAContainerThatSeesItsGroupAsTheRoot() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/cpu.max", "50000 100000\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        assertEquals(OptionalDouble.of(0.5), facts.cpuLimit());
        assertEquals(OptionalLong.empty(), facts.memoryLimitBytes());
    }

    @Test
    void shouldReadLimitsOfVersion1() throws IOException {
        write("proc/self/cgroup", "4:memory:/job\n3:cpuset:/\n2:cpuacct,cpu:/job\n0::/\n");
        write("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "200000\n");
        write("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
        assertEquals(OptionalDouble.of(2), facts.cpuLimit());
        assertEquals(OptionalLong.empty(), facts.memoryLimitBytes());
    }

    private void write(final String file, final String content) throws IOException {
        final Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}

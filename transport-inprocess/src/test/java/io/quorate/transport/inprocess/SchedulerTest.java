package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.FakeEnv;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final FakeEnv env = new FakeEnv(1, Long.MAX_VALUE - 50);
    private final Scheduler scheduler = new Scheduler(env);
    private final List<String> ran = new ArrayList<>();

    private final class Note extends TimedTask {
        private final String name;

        Note(final String name) {
            this.name = name;
        }

        @Override
        void run() {
            assertTrue(scheduler.isCurrentThread());
            ran.add(name + "@" + (env.nowNs() - Long.MAX_VALUE + 50));
        }
    }

    private void at(final long afterNs, final TimedTask task) {
        scheduler.schedule(task, env.nowNs() + afterNs);
    }

    @Test
    void shouldRunTasksInOrderAcrossOverflowOfClock() {
        scheduler.start();
        at(90, new Note("late"));
        at(10, new Note("early"));
        at(60, new Note("middle"));
        at(10, new Note("early too"));

        env.advanceNs(59);
        assertEquals(List.of("early@10", "early too@10"), ran);
        env.advanceNs(100);

        assertEquals(List.of("early@10", "early too@10", "middle@60", "late@90"), ran);
        assertFalse(scheduler.isCurrentThread());
        assertFalse(env.isWakeWanted());
    }

    @Test
    void shouldNotRunCancelledTask() {
        scheduler.start();
        final Note cancelled = new Note("cancelled");
        at(10, cancelled);
        at(20, new Note("kept"));

        scheduler.cancel(cancelled);
        scheduler.cancel(cancelled);
        env.advanceNs(15);
        at(0, cancelled);
        env.advanceNs(100);

        assertEquals(List.of("cancelled@15", "kept@20"), ran);
    }

    @Test
    void shouldRefuseTaskThatIsQueued() {
        final Note task = new Note("once");
        at(10, task);

        assertThrows(IllegalStateException.class, () -> at(20, task));
    }

    @Test
    void shouldGoOnWhenTaskThrows() {
        scheduler.start();
        at(1, new TimedTask() {
            @Override
            void run() {
                throw new IllegalStateException("thrown on purpose by a test");
            }
        });
        at(2, new Note("next"));

        env.advanceNs(5);

        assertEquals(List.of("next@2"), ran);
    }

    @Test
    void shouldRunTaskThatTaskQueues() {
        scheduler.start();
        at(1, new TimedTask() {
            @Override
            void run() {
                at(0, new Note("now"));
                at(3, new Note("later"));
            }
        });

        env.advanceNs(10);

        assertEquals(List.of("now@1", "later@4"), ran);
    }

    @Property(tries = 100)
    void shouldBehaveLikeSortedList(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final FakeEnv world = new FakeEnv(seed, 0);
        final Scheduler queue = new Scheduler(world);
        queue.start();
        final List<Integer> done = new ArrayList<>();
        final List<TimedTask> tasks = new ArrayList<>();
        final List<long[]> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (random.nextInt(3) == 0 && !expected.isEmpty()) {
                final int victim = random.nextInt(expected.size());
                queue.cancel(tasks.get((int) expected.remove(victim)[1]));
                continue;
            }
            final int number = tasks.size();
            tasks.add(new TimedTask() {
                @Override
                void run() {
                    done.add(number);
                }
            });
            expected.add(new long[] {random.nextInt(50), number});
            queue.schedule(tasks.get(number), expected.get(expected.size() - 1)[0]);
        }
        expected.sort(Comparator.<long[]>comparingLong(entry -> entry[0]).thenComparingLong(entry -> entry[1]));

        world.advanceNs(100);

        assertEquals(expected.stream().map(entry -> (int) entry[1]).toList(), done);
    }
}

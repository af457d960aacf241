package io.quorate.load.cli;

import io.quorate.testkit.SeededRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes trouble for node processes: stops one at a time for a while, and late in the run kills one for good. Threads: one; what it did is
 * read when it has ended.
 */
final class Nemesis {

    /** What was done to a node, in nanoseconds of {@link System#nanoTime()}; a killed node never comes back. */
    record Fault(String kind, int node, boolean quorumIsLeft, long fromNs, long toNs) {

        static final long NEVER = Long.MAX_VALUE;
    }

    private static final long SHORTEST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 3_000;
    private static final long SHORTEST_CALM_MS = 200;
    private static final long LONGEST_CALM_MS = 2_000;
    private static final double KILL_AT = 0.7;
    private static final long CALM_AFTER_KILL_MS = 3_000;
    private static final int ALL = 3;
    private static final long PATIENCE_S = 60;

    private final NodeProcesses nodes;
    private final SeededRandom random;
    private final List<Fault> faults = new ArrayList<>();

    Nemesis(final NodeProcesses nodes, final long seed) {
        this.nodes = nodes;
        this.random = new SeededRandom(seed).split("nemesis");
    }

    List<Fault> faults() {
        return faults;
    }

    /** Goes on until the time is over; all nodes but the killed one run then. Ends early when asked to. */
    void run(final long durationNs, final CountDownLatch stop) throws IOException, InterruptedException {
        final long startNs = System.nanoTime();
        final List<Integer> alive = new ArrayList<>(List.of(0, 1, 2));
        long calmMs = LONGEST_CALM_MS;
        while (!stop.await(calmMs, TimeUnit.MILLISECONDS)) {
            final long elapsedNs = System.nanoTime() - startNs;
            if (elapsedNs >= durationNs) {
                return;
            }
            final int node = alive.get(random.below(alive.size()));
            calmMs = random.between(SHORTEST_CALM_MS, LONGEST_CALM_MS);
            if (alive.size() == ALL && elapsedNs >= KILL_AT * durationNs) {
                faults.add(new Fault("kill", node, true, System.nanoTime(), Fault.NEVER));
                nodes.kill(node);
                alive.remove(Integer.valueOf(node));
                // So that what follows is not taken for its effect.
                calmMs = CALM_AFTER_KILL_MS;
            } else {
                pause(node, random.between(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS), alive.size() == ALL);
            }
        }
    }

    /** By a process of its own, which lets the node go on even if this one dies meanwhile. */
    private void pause(final int node, final long forMs, final boolean quorumIsLeft)
            throws IOException, InterruptedException {
        final long pid = nodes.program(node).pid();
        final long fromNs = System.nanoTime();
        final Process pause = new ProcessBuilder(
                        "sh",
                        "-c",
                        String.format(Locale.ROOT, "kill -STOP %d && sleep %.3f; kill -CONT %d", pid, forMs / 1e3, pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!pause.waitFor(PATIENCE_S, TimeUnit.SECONDS) || pause.exitValue() != 0) {
                throw new AssertionError("cannot pause node process " + pid);
            }
        } finally {
            if (pause.isAlive()) {
                pause.destroyForcibly();
                Program.signal(pid, "CONT");
            }
        }
        faults.add(new Fault("pause", node, quorumIsLeft, fromNs, System.nanoTime()));
    }
}

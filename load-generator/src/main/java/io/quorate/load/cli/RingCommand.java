package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.engine.Explanation;
import io.quorate.engine.NodeStatus;
import io.quorate.engine.RingHealth;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the ring. */
@Command(
        name = "ring",
        description = "Shows the ring: its epoch, its members and how they fare; of a key also where it is placed.",
        footer = {
            "",
            "Examples:",
            "  quorate ring --target 127.0.0.1:7001",
            "  quorate ring --target 127.0.0.1:7003,127.0.0.1:7001 user/42",
            "",
            "Epoch, hash, token and replicas are the same from every machine, whichever servers are named first. A member"
                    + " is shown as down when it had not answered within the dial timeout, 2 s at most."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RingCommand implements Callable<Integer> {

    private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_MS = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private ReachOptions reach;

    @Parameters(paramLabel = "KEY", arity = "0..1", description = "A key to place.")
    private @Nullable String key;

    @Override
    public Integer call() throws InterruptedException {
        final byte @Nullable [] bytes = key == null ? null : reach.key(key);
        try (QuorateClient client = target.connect(reach)) {
            awaitStates(client);
            final PrintWriter out = spec.commandLine().getOut();
            final RingHealth health = client.ringHealth();
            out.println("epoch    " + (health.epoch() == 0 ? "none (servers as named)" : health.epoch()));
            if (!health.healthy()) {
                out.println("problem  " + OptionNames.in(String.valueOf(health.problem())));
            }
            out.println("members  " + health.members());
            for (final NodeStatus node : NodeStates.sorted(client.nodes())) {
                out.println("  " + node.name() + "  " + NodeStates.text(node));
            }
            if (bytes != null) {
                placement(out, client.explain(bytes));
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    private static void placement(final PrintWriter out, final Explanation explanation) {
        final HexFormat hex = HexFormat.of();
        out.println("key      " + explanation.key());
        out.println("hash     " + hex.toHexDigits(explanation.hash()));
        out.println("token    " + hex.toHexDigits(explanation.token()));
        out.println("replicas "
                + String.join(
                        ",",
                        explanation.replicas().stream().map(NodeStatus::name).toList()));
    }

    /** One server is enough to start; the others get a moment, so that what is shown does not depend on who was first. */
    private void awaitStates(final QuorateClient client) throws InterruptedException {
        final long waitNs = Math.min(LONGEST_WAIT_NS, reach.dialTimeout().toNanos());
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < waitNs && client.nodes().stream().anyMatch(NodeStates::isUnknown)) {
            Thread.sleep(POLL_MS);
        }
    }
}

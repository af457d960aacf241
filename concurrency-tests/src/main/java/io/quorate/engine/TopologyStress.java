package io.quorate.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JII_Result;

/**
 * A ring is built and published while another thread uses it: it is seen whole or not at all. The field is plain, which asks more than the
 * volatile one of the engine: a ring must be whole by being immutable.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Not seen yet.")
@Outcome(id = "7, 2, 3", expect = ACCEPTABLE, desc = "Seen whole.")
@State
public class TopologyStress {

    private static final List<NodeDescriptor> MEMBERS = List.of(NodeDescriptor.of("a:1"), NodeDescriptor.of("b:1"));
    private static final RingConfig CONFIG = RingConfig.DEFAULT.withVnodesPerWeight(1);

    private @Nullable Topology topology;

    /** Builds and publishes. */
    @Actor
    public void publish() {
        topology = new Topology(RingSnapshot.build(MEMBERS, CONFIG, 7), new Node[MEMBERS.size()], true);
    }

    /**
     * Places a key.
     *
     * @param r epoch, replicas, and a bit per replica
     */
    @Actor
    public void use(final JII_Result r) {
        final Topology seen = topology;
        if (seen != null) {
            final RingSnapshot ring = seen.ring();
            final int slot = ring.slotOf(42);
            r.r1 = ring.epoch();
            r.r2 = ring.replicaCount();
            for (int i = 0; i < ring.replicaCount(); i++) {
                r.r3 |= 1 << ring.indexOf(ring.node(ring.replica(slot, i)).name());
            }
        }
    }
}

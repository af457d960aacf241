package io.quorate.testkit.simulation;

import io.quorate.quorum.Consistency;
import java.util.EnumSet;
import java.util.Set;

/**
 * A way to break the protocol on purpose, to see that a simulation finds it. Most break {@code LINEARIZABLE}; some give the clients a weaker
 * level and judge them as if they were linearizable.
 */
public enum PlantedBug {
    /** None: the protocol as it is. */
    NONE,
    /** Nodes let a repair overwrite whatever they hold, also something newer. */
    REPAIR_OVERWRITES,
    /** Clients are {@code EVENTUAL} and never repair, and are judged as linearizable. */
    EVENTUAL_WITHOUT_REPAIR,
    /** Clients are {@code EVENTUAL} and repair in the background, and are judged as linearizable. */
    EVENTUAL_WITH_REPAIR,
    /** Clients are {@code QUORUM} and their clocks differ by up to 50 ms either way. */
    QUORUM_WITH_SKEW,
    /** Nodes answer before what they answer is synced, and lose power. */
    ACK_BEFORE_SYNC,
    /** A put takes a new version for each retry. */
    RETRY_TAKES_NEW_VERSION,
    /** Puts are linearizable, but gets answer without confirmation. */
    UNCONFIRMED_GETS,
    /** With R below n-R+1 a get is confirmed by R replicas that agree. */
    CONFIRMED_BY_R,
    /** Clocks are counters, versions have no writer, and of two equal versions the last to arrive wins. */
    LAST_ARRIVAL_WINS_TIES,
    /** Two processes have the same writer id. */
    SHARED_WRITER_ID,
    /** One store answers under the addresses of two members, as if it were two stores. */
    VOTE_COUNTED_TWICE,
    /** A read that failed counts as one that found nothing. */
    ERROR_IS_ABSENT,
    /** A value that is older than a tombstone replaces it. */
    VALUE_BEATS_TOMBSTONE,
    /** Frames carry half of a timestamp. */
    TIMESTAMP_CUT_IN_FRAME,
    /** Frames carry one bit of a call's id, so that an answer may be taken for that to another call. */
    CALL_ID_CUT_IN_FRAME;

    private static final int EACH_OF_THREE = 3;
    private static final int OF_FIVE = 5;
    private static final int FOUR = 4;
    private static final int LANES = 2;
    private static final int OPERATIONS = 100;
    private static final int MANY_OPERATIONS = 250;
    private static final long SKEW_MS = 50;

    /** Whether histories must be linearizable even if the clients' level does not promise it. */
    boolean judgedAsLinearizable() {
        return this == EVENTUAL_WITH_REPAIR || this == EVENTUAL_WITHOUT_REPAIR;
    }

    /** Whether versions of two clients may be equal, so that the tombstones of two deletes cannot be told apart. */
    boolean sharesVersions() {
        return this == SHARED_WRITER_ID || this == LAST_ARRIVAL_WINS_TIES;
    }

    StoreRule storeRule() {
        return switch (this) {
            case REPAIR_OVERWRITES -> StoreRule.REPAIR_WINS;
            case VALUE_BEATS_TOMBSTONE -> StoreRule.VALUE_BEATS_TOMBSTONE;
            case LAST_ARRIVAL_WINS_TIES -> StoreRule.LAST_ARRIVAL_WINS_TIES;
            default -> StoreRule.NEWEST_WINS;
        };
    }

    /** Sets what the bug needs to show. */
    void prepare(final SimulationOptions.Builder options) {
        if (this == NONE || this == REPAIR_OVERWRITES) {
            return;
        }
        final Set<FaultClass> faults = EnumSet.of(
                FaultClass.DROP,
                FaultClass.DUPLICATE,
                FaultClass.DISCONNECT,
                FaultClass.PARTITION,
                FaultClass.CUT_REQUESTS,
                FaultClass.CUT_REPLIES);
        options.quorums(EACH_OF_THREE, 2, 2)
                .load(FOUR, LANES, 2, OPERATIONS)
                .consistency(Consistency.LINEARIZABLE)
                .maxSkewMs(SKEW_MS);
        switch (this) {
            case EVENTUAL_WITHOUT_REPAIR, EVENTUAL_WITH_REPAIR ->
                options.consistency(Consistency.EVENTUAL).maxSkewMs(0);
            case QUORUM_WITH_SKEW -> options.consistency(Consistency.QUORUM);
            case ACK_BEFORE_SYNC -> {
                options.load(FOUR, LANES, 2, MANY_OPERATIONS);
                faults.add(FaultClass.POWER_LOSS);
                faults.add(FaultClass.SLOW_SYNC);
            }
            case CONFIRMED_BY_R -> options.quorums(OF_FIVE, 2, FOUR);
            case VALUE_BEATS_TOMBSTONE -> {
                faults.add(FaultClass.REORDER);
                faults.add(FaultClass.SLOW_MESSAGE);
                faults.add(FaultClass.LATE_DUPLICATE);
            }
            default -> {
                // The same for all others.
            }
        }
        options.faults(faults);
    }
}

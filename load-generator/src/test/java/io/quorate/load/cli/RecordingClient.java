package io.quorate.load.cli;

import io.quorate.GetResult;
import io.quorate.QuorateClient;
import io.quorate.error.Outcome;
import io.quorate.error.QuorateException;
import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.History;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One caller of a client: makes an operation at a time, and records what it was told. Threads: one. */
final class RecordingClient {

    private static final double GET = 0.5;
    private static final double DELETE = 0.1;
    private static final double LASTING = 0.5;
    private static final double MEAN_THINK_NS = 3e6;
    private static final long KEY_LIFE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int KEYS_AT_A_TIME = 2;

    private final QuorateClient client;
    private final int number;
    private final History history;
    private final SeededRandom random;
    private int values;

    RecordingClient(final QuorateClient client, final int number, final History history, final long seed) {
        this.client = client;
        this.number = number;
        this.history = history;
        this.random = new SeededRandom(seed).split("client-" + number);
    }

    /** Keys that are in use all the time. */
    static List<String> lastingKeys() {
        final List<String> keys = new ArrayList<>();
        for (int i = 0; i < KEYS_AT_A_TIME; i++) {
            keys.add("lasting-" + i);
        }
        return keys;
    }

    /** Works until told to stop. Half of the operations are on keys that last, half on keys that live for a second. */
    void work(final long startNs, final CountDownLatch stop) throws InterruptedException {
        while (!stop.await(random.exponential(MEAN_THINK_NS), TimeUnit.NANOSECONDS)) {
            final int slot = random.below(KEYS_AT_A_TIME);
            final String key = random.chance(LASTING)
                    ? lastingKeys().get(slot)
                    : "second-" + (System.nanoTime() - startNs) / KEY_LIFE_NS + '-' + slot;
            final Kind kind = random.chance(GET) ? Kind.GET : random.chance(DELETE) ? Kind.DELETE : Kind.PUT;
            call(kind, key);
        }
    }

    /** Makes an operation, and records it; how it ended. */
    End call(final Kind kind, final String key) {
        final String written = kind == Kind.PUT ? "v-" + number + '-' + ++values : null;
        final long invokedNs = System.nanoTime();
        Operation operation;
        try {
            String value = written;
            final Version version;
            if (kind == Kind.GET) {
                final GetResult found = client.get(key);
                value = found.text();
                version = found.version();
            } else {
                version = kind == Kind.PUT
                        ? client.put(key, written).version()
                        : client.delete(key).version();
            }
            operation = new Operation(number, key, kind, value, version, invokedNs, System.nanoTime(), End.OK);
        } catch (final QuorateException e) {
            final boolean inDoubt = kind != Kind.GET && e.outcome() == Outcome.INDETERMINATE;
            operation = new Operation(
                    number,
                    key,
                    kind,
                    written,
                    e.version(),
                    invokedNs,
                    System.nanoTime(),
                    inDoubt ? End.INDETERMINATE : End.FAILED);
        }
        history.add(operation);
        return operation.end();
    }
}

package io.quorate.load.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Puts down what was found wrong with reads. Threads: thread-safe. */
final class Findings {

    private final Register register;
    private final Violations violations;
    private final Ages ages = new Ages();
    private final LongAdder reads = new LongAdder();
    private volatile long loadBegan = 1;

    Findings(final Register register, final ViolationSink sink) {
        this.register = register;
        this.violations = new Violations(sink);
    }

    /** Sets the instant from which the times of violations count. */
    void loadBegan(final long time) {
        loadBegan = time;
    }

    long loadBegan() {
        return loadBegan;
    }

    /**
     * A read has been judged.
     *
     * @param kind what is wrong, null for nothing
     * @param reading what it found
     * @param isAbsent whether it found nothing
     * @param operation its number, {@link Violation#NONE} for none
     * @param began an instant, {@link Instants#NEVER} if not known
     * @param ended an instant, {@link Instants#NEVER} if not known
     */
    void judged(
            final @Nullable ViolationKind kind,
            final Reading reading,
            final boolean isAbsent,
            final long operation,
            final int keyIndex,
            final byte[] key,
            final long against,
            final long began,
            final long ended) {
        reads.increment();
        if (kind == null) {
            return;
        }
        final long newer = NewestWrites.began(against);
        if (kind.isAgeOnly() && !register.settings().promised()) {
            final long acknowledged = reading.acknowledged();
            ages.add(
                    began == Instants.NEVER ? Violation.NONE : began - newer,
                    acknowledged == Instants.NONE ? Violation.NONE : newer - acknowledged);
        } else if (violations.count(kind)) {
            final boolean tells = !isAbsent && reading.isStamped();
            violations.keep(new Violation(
                    kind,
                    operation,
                    keyIndex,
                    new String(key, StandardCharsets.UTF_8),
                    tells ? reading.stamp().run() : Violation.NONE,
                    tells ? reading.stamp().writeId() : Violation.NONE,
                    sinceLoad(reading.acknowledged()),
                    sinceLoad(newer),
                    sinceLoad(began),
                    sinceLoad(ended)));
        }
    }

    private long sinceLoad(final long time) {
        return time == Instants.NONE || time == Instants.NEVER ? Violation.NONE : time - loadBegan;
    }

    List<Violation> violations() {
        return violations.kept();
    }

    CheckSummary summary() {
        final CheckSettings settings = register.settings();
        final long judged = reads.sum() - register.tooShort() - register.foreign();
        return new CheckSummary(
                settings.mode(),
                settings.promised(),
                judged,
                violations.counts(),
                ages.staleness(judged),
                register.tooShort(),
                register.foreign(),
                register.overruns());
    }
}

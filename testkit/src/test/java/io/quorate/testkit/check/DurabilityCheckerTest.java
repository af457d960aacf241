package io.quorate.testkit.check;

import static io.quorate.testkit.check.Histories.KEY;
import static io.quorate.testkit.check.Histories.delete;
import static io.quorate.testkit.check.Histories.get;
import static io.quorate.testkit.check.Histories.put;
import static io.quorate.testkit.check.Histories.version;
import static io.quorate.testkit.check.Histories.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Violation.Rule;
import io.quorate.version.Version;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityCheckerTest {

    private static int lost(final Operation operation, final int readQuorum, final Version... held) {
        final List<Violation> violations =
                DurabilityChecker.check(KEY, List.of(operation), Arrays.asList(held), readQuorum);
        violations.forEach(violation -> assertEquals(Rule.LOST_WRITE, violation.rule()));
        return violations.size();
    }

    @Test
    void shouldAcceptVersionThatEveryReadQuorumMeets() {
        assertEquals(0, lost(put(2, 0, 1), 2, version(2), version(2), version(2)));
        assertEquals(0, lost(put(2, 0, 1), 2, version(2), version(2), null));
        assertEquals(0, lost(put(2, 0, 1), 2, version(2), version(3), version(1)));
        assertEquals(0, lost(put(2, 0, 1), 3, version(2), null, null));
        assertEquals(0, lost(delete(2, 0, 1), 1, version(2), version(3), version(4)));
    }

    @Test
    void shouldFindVersionThatSomeReadQuorumMisses() {
        assertEquals(1, lost(put(2, 0, 1), 2, version(2), version(1), null));
        assertEquals(1, lost(put(2, 0, 1), 1, version(2), version(2), version(1)));
        assertEquals(1, lost(delete(2, 0, 1), 3, null, null, null));
        assertEquals(1, lost(get(2, 0, 1), 2, version(1), version(1), version(2)));
    }

    @Test
    void shouldAskNothingOfWritesThatWereNotAcknowledged() {
        assertEquals(0, lost(write(2, 0, 1, End.INDETERMINATE), 1, null, null, null));
        assertEquals(0, lost(write(2, 0, 1, End.FAILED), 1, null, null, null));
    }
}

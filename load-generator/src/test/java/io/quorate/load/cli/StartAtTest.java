package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartAtTest {

    private final List<String> said = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00.250Z");
    private final InstantSource clock = () -> now;

    private boolean pass(final long ns) {
        assertTrue(ns > 0 && ns <= 1_000_000_000, "a pause of " + ns);
        now = now.plusNanos(ns);
        return false;
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00.250Z, 12:00:05Z, 2026-03-01T12:00:05Z",
        "2026-03-01T12:00:00.250Z, 12:00:05.5Z, 2026-03-01T12:00:05.500Z",
        "2026-03-01T12:00:00.250Z, 23:59:59Z, 2026-03-01T23:59:59Z",
        "2026-03-01T23:59:58Z, 00:00:01Z, 2026-03-02T00:00:01Z",
        "2026-03-01T12:00:00.250Z, 2026-03-02T12:00:00Z, 2026-03-02T12:00:00Z",
        "2026-03-01T12:00:00.250Z, 12:30Z, 2026-03-01T12:30:00Z"
    })
    void shouldWaitUntilThen(final Instant from, final String text, final Instant until) throws InterruptedException {
        now = from;
        StartAt.parse(text, clock).await(said::add, this::pass);
        assertEquals(until, now);
        assertEquals(1, said.size());
        assertTrue(said.get(0).startsWith("waiting for " + until + ", "), said.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12:00:00Z|start-at=12:00:00Z has passed, it is 2026-03-01T12:00:00Z: name a later time",
                "11:59:59Z|has passed",
                "00:00:01Z|has passed",
                "2026-03-01T12:00:00Z|has passed",
                "2026-03-02T12:00:01Z|must be at most 24h away, and it is 2026-03-01T12:00:00Z: name an earlier time",
                "12:00:05|must be a time of day in UTC, for example 12:00:05Z, or an instant, for example 2026-01-02T12",
                "25:00:00Z|must be a time of day in UTC",
                "noon|must be a time of day in UTC",
                "2026-03-01T12:00|must be a time of day in UTC"
            })
    void shouldRefuseWhatIsNoTimeToWaitFor(final String text, final String message) {
        final String told = assertThrows(IllegalArgumentException.class, () -> StartAt.parse(text, clock))
                .getMessage();
        assertTrue(told.contains(message), told);
    }

    @Test
    void shouldFollowAClockThatIsSet() throws InterruptedException {
        final StartAt start = StartAt.parse("13:00:00Z", clock);
        final List<Long> pauses = new ArrayList<>();
        start.await(said::add, ns -> {
            pauses.add(ns);
            now = pauses.size() == 3 ? Instant.parse("2026-03-01T12:59:59.900Z") : now.plusNanos(ns);
            return false;
        });
        assertEquals(4, pauses.size());
        assertEquals(Duration.ofMillis(100).toNanos(), pauses.get(3));
    }

    @Test
    void shouldEndTheWaitWhenItIsInterrupted() throws InterruptedException {
        final List<Long> pauses = new ArrayList<>();
        StartAt.parse("13:00:00Z", clock).await(said::add, pauses::add);
        assertEquals(1, pauses.size());
    }

    @Test
    void shouldFailWhenItIsReadyTooLate() {
        final StartAt start = StartAt.parse("12:00:05Z", clock);
        now = Instant.parse("2026-03-01T12:00:06.500Z");
        final CommandFailure failure = assertThrows(CommandFailure.class, () -> start.await(said::add, this::pass));
        assertEquals(ExitCode.FAILED, failure.exitCode());
        assertTrue(
                String.valueOf(failure.getMessage())
                        .contains("--start-at=12:00:05Z had passed by 1.5s when all was ready"),
                failure.getMessage());
        assertEquals(List.of(), said);
    }
}

package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ValidationException;
import io.quorate.metrics.OperationKind;
import io.quorate.version.Version;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes whose outcome is not known: to ask about them, and to go on with them. */
@Timeout(30)
class ResumeTest {

    /** What {@link FakeEngine} answers with. */
    private static final Version FOUND = new Version(11, 22);

    private final ClientFixture fixture = new ClientFixture();

    @Test
    void shouldTellTheFateByTheVersionThatIsFound() {
        fixture.engine.answer = begun -> FakeEngine.found("v");
        assertEquals(Fate.COMMITTED, fateOf(FOUND));
        assertEquals(Fate.SUPERSEDED, fateOf(new Version(11, 21)));
        assertEquals(Fate.SUPERSEDED, fateOf(new Version(10, 99)));
        assertEquals(Fate.OPEN, fateOf(new Version(11, 23)));
        assertEquals(Fate.OPEN, fateOf(new Version(-1, 0)), "timestamps are unsigned");
        assertEquals(5, fixture.engine.confirmed.get());
    }

    @Test
    void shouldResumeAPutUnderItsVersion() throws InterruptedException {
        fixture.engine.answer = begun -> FakeEngine.found("v");
        final PutResult result = fixture.client.resume("key", "v", FOUND, CallOptions.DEFAULT);
        assertSame(FOUND, fixture.engine.resumed);
        final FakeEngine.Begun begun = fixture.engine.next();
        assertEquals(OperationKind.PUT, begun.kind());
        assertEquals("v", begun.value());
        assertFalse(begun.wantPrevious());
        assertEquals(FOUND, result.version());
        assertFalse(result.previous().known(), "what was there may be its own value");
    }

    @Test
    void shouldResumeADeleteUnderItsVersion() throws InterruptedException {
        fixture.engine.answer = begun -> FakeEngine.absent();
        final DeleteResult result = fixture.client.resumeDelete(new byte[] {'k'}, FOUND, CallOptions.DEFAULT);
        assertEquals(FOUND, result.version());
        assertEquals(OperationKind.DELETE, fixture.engine.next().kind());
    }

    @Test
    void shouldDoTheSameWithFutures() {
        fixture.engine.answer = begun -> FakeEngine.found("v");
        assertEquals(
                Fate.COMMITTED,
                fixture.async.fateOf("key", FOUND, CallOptions.DEFAULT).join());
        assertEquals(
                FOUND,
                fixture.async
                        .resume("key", "v", FOUND, CallOptions.DEFAULT)
                        .join()
                        .version());
        assertEquals(
                FOUND,
                fixture.async
                        .resumeDelete(new byte[] {'k'}, FOUND, CallOptions.DEFAULT)
                        .join()
                        .version());
        final CompletionException malformed = assertThrows(
                CompletionException.class,
                () -> fixture.async.fateOf("\ud800", FOUND, CallOptions.DEFAULT).join());
        assertEquals(ValidationException.class, malformed.getCause().getClass());
    }

    @Test
    void shouldRefuseAVersionThatNoClientChose() {
        final IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> fixture.client.resume("key", "v", Version.NONE, CallOptions.DEFAULT));
        assertTrue(error.getMessage().contains("version()"), error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> fateOf(Version.NONE));
    }

    private Fate fateOf(final Version version) {
        return fixture.client.fateOf("key", version, CallOptions.DEFAULT);
    }
}

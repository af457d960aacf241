package io.quorate.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.quorum.ModelOperation.Kind;
import io.quorate.quorum.ModelOperation.Setting;
import io.quorate.quorum.OrderSearch.Clocks;
import io.quorate.quorum.OrderSearch.Found;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All orders of the messages of a few operations, with the real machines. The large ones: {@code mvn -Pexhaustive}. */
class OrderSearchTest {

    private static final ModelVersions VALUES = new ModelVersions(0);

    // ---- the protocol as it is

    @ParameterizedTest
    @CsvSource({"2,2,PUT,GET", "2,2,PUT,PUT", "2,2,GET,GET", "1,3,PUT,GET", "3,1,PUT,GET", "1,3,PUT,PUT", "3,1,PUT,PUT"
    })
    void shouldBeLinearizableInAllOrdersOfTwoOperations(final int r, final int w, final Kind first, final Kind second) {
        report(search(r, w, VALUES, first, second));
    }

    @Test
    void shouldBeLinearizableWithDeletes() {
        report(search(2, 2, new ModelVersions(1), Kind.PUT, Kind.GET));
    }

    @Test
    void shouldBeLinearizableWhenStampedPutsMeetGetsUnderPerfectClocks() {
        report(search(2, 2, VALUES, Kind.STAMPED_PUT, Kind.GET));
        report(search(2, 2, VALUES, Kind.STAMPED_PUT, Kind.STAMPED_PUT));
    }

    @ParameterizedTest
    @CsvSource({"2,2,PUT,GET", "2,2,PUT,PUT", "1,3,PUT,GET", "3,1,PUT,GET"})
    void shouldBeLinearizableWhenSendsFailInDoubt(final int r, final int w, final Kind first, final Kind second) {
        report(search(r, w, VALUES, first, second).anySendMayBeGivenUp());
    }

    @ParameterizedTest
    @CsvSource({"2,2,PUT,GET", "2,2,PUT,PUT", "2,2,STAMPED_PUT,GET"})
    void shouldSeeTheSameHistoriesWithoutReduction(final int r, final int w, final Kind first, final Kind second) {
        final OrderSearch reduced = search(r, w, VALUES, first, second);
        final OrderSearch whole = search(r, w, VALUES, first, second).unreduced();
        report(reduced);
        report(whole);
        assertEquals(whole.histories(), reduced.histories());
        assertTrue(whole.states() > reduced.states(), "nothing was left out");
    }

    // ---- planted bugs

    @Test
    void shouldFindAGetThatIsContentWithRHolders() {
        final Setting[] settings = settings(1, 3, VALUES, Kind.PUT, Kind.GET, Kind.GET);
        for (int i = 1; i <= 2; i++) {
            settings[i] = new Setting(Kind.GET, 0, OrderSearch.N, 1, 1, false, VALUES);
        }
        assertFound("GET was answered while", new OrderSearch(3, settings));
        assertFound("NOT_LINEARIZABLE", new OrderSearch(3, settings).unconfirmedGetsAllowed());
    }

    @Test
    void shouldFindAGetThatDoesNotWriteBack() {
        final Setting[] settings = settings(2, 2, VALUES, Kind.PUT, Kind.GET, Kind.GET);
        for (int i = 1; i <= 2; i++) {
            settings[i] = new Setting(Kind.GET, 0, OrderSearch.N, 2, 2, true, VALUES);
        }
        assertFound("GET was answered unconfirmed", new OrderSearch(2, settings));
        assertFound("NOT_LINEARIZABLE", new OrderSearch(2, settings).unconfirmedGetsAllowed());
    }

    @Test
    void shouldFindAPutThatTakesItsVersionTooEarly() {
        final Setting[] settings = settings(2, 2, VALUES, Kind.PUT, Kind.PUT);
        settings[0] = new Setting(Kind.PUT, 1, OrderSearch.N, 1, 2, false, VALUES);
        settings[1] = new Setting(Kind.PUT, 2, OrderSearch.N, 1, 2, false, VALUES);
        assertFound("VERSION_ORDER", new OrderSearch(2, settings));
    }

    @Test
    void shouldFindTheLostWriteOfAPutThatTakesItsVersionTooEarly() {
        final Setting[] settings = settings(2, 2, VALUES, Kind.PUT, Kind.PUT, Kind.GET);
        settings[0] = new Setting(Kind.PUT, 1, OrderSearch.N, 1, 2, false, VALUES);
        assertFound(
                "NOT_LINEARIZABLE", new OrderSearch(2, settings).nobodyStops().valuesOnly());
    }

    @Test
    void shouldFindAPutThatIsContentWithTooFewAcknowledgements() {
        final Setting[] settings = settings(2, 2, VALUES, Kind.PUT, Kind.GET);
        settings[0] = new Setting(Kind.PUT, 1, OrderSearch.N, 2, 1, false, VALUES);
        assertFound("PUT was answered while 1 replicas held its version", new OrderSearch(2, settings));
        assertFound("NOT_LINEARIZABLE", new OrderSearch(2, settings).unconfirmedGetsAllowed());
    }

    @Test
    void shouldFindThatStampedPutsAreNotLinearizableWhenClocksAreApart() {
        assertFound(
                "VERSION_ORDER",
                search(2, 2, VALUES, Kind.STAMPED_PUT, Kind.STAMPED_PUT).clocks(Clocks.APART));
    }

    // ---- the large ones

    @Tag("exhaustive")
    @ParameterizedTest
    @CsvSource({"2,2,PUT,PUT,GET", "2,2,PUT,GET,GET", "1,3,PUT,PUT,GET", "3,1,PUT,PUT,GET"})
    void shouldBeLinearizableInAllOrdersOfThreeOperations(
            final int r, final int w, final Kind first, final Kind second, final Kind third) {
        report(search(r, w, VALUES, first, second, third));
    }

    @Tag("exhaustive")
    @Test
    void shouldBeLinearizableInAllOrdersOfThreeOperationsWithDeletes() {
        report(search(2, 2, new ModelVersions(1), Kind.PUT, Kind.PUT, Kind.GET));
        report(search(2, 2, new ModelVersions(2), Kind.PUT, Kind.PUT, Kind.GET));
    }

    @Tag("exhaustive")
    @Test
    void shouldBeLinearizableInAllOrdersOfStampedPutsUnderPerfectClocks() {
        report(search(2, 2, VALUES, Kind.STAMPED_PUT, Kind.STAMPED_PUT, Kind.GET));
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @CsvSource({"2,2,PUT,PUT,GET", "2,2,PUT,GET,GET"})
    void shouldBeLinearizableInAllOrdersOfThreeOperationsWhenSendsFailInDoubt(
            final int r, final int w, final Kind first, final Kind second, final Kind third) {
        report(search(r, w, VALUES, first, second, third).anySendMayBeGivenUp());
    }

    // ---- helpers

    private static void assertFound(final String what, final OrderSearch search) {
        final Found found = assertThrows(Found.class, search.numbered()::run);
        System.out.println(found.getMessage());
        assertTrue(found.getMessage().contains(what), found.getMessage());
    }

    private static OrderSearch search(final int r, final int w, final ModelVersions versions, final Kind... kinds) {
        return new OrderSearch(w, settings(r, w, versions, kinds));
    }

    private static Setting[] settings(final int r, final int w, final ModelVersions versions, final Kind... kinds) {
        final List<Setting> settings = new ArrayList<>();
        int writer = 0;
        for (final Kind kind : kinds) {
            settings.add(
                    switch (kind) {
                        case GET ->
                            new Setting(kind, 0, OrderSearch.N, r, Math.max(r, OrderSearch.N - r + 1), false, versions);
                        case PUT -> new Setting(kind, ++writer, OrderSearch.N, r, w, false, versions);
                        case STAMPED_PUT -> new Setting(kind, ++writer, OrderSearch.N, w, 0, false, versions);
                    });
        }
        return settings.toArray(new Setting[0]);
    }

    private static void report(final OrderSearch search) {
        final long fromNs = System.nanoTime();
        search.run();
        System.out.printf(
                "%,d states, %,d transitions, %d histories, all linearizable: %.1f s%n",
                search.states(), search.transitions(), search.histories().size(), (System.nanoTime() - fromNs) / 1e9);
        assertTrue(search.histories().size() > 1, "the search saw only one history");
    }
}

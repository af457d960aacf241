package io.quorate.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A transport that breaks the contract fails the suite. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BrokenTransportTest {

    private static Defect defect = Defect.NONE;

    /** Not found by the build's own run, since its name does not end in Test. */
    static class Suite extends ReplicaTransportContract {
        @Override
        protected ReplicaHarness newHarness() {
            return new LoopHarness(defect);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldFailSuiteWhenTransportIsBroken(final Defect planted) {
        assertFalse(run(planted, planted.foundBy).getFailures().isEmpty(), planted + " was not found");
        assertEquals(0, run(Defect.NONE, planted.foundBy).getTestsFailedCount(), "the test fails without any defect");
    }

    private static TestExecutionSummary run(final Defect planted, final String method) {
        defect = planted;
        final LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectMethod(Suite.class, method))
                .build();
        final SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        final TestExecutionSummary summary = listener.getSummary();
        assertEquals(1, summary.getTestsStartedCount(), "no such test: " + method);
        return summary;
    }
}

package io.quorate.testkit.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the clients' log out of thousands of simulated failures. */
final class QuietLogs implements BeforeAllCallback, AfterAllCallback {

    private static final Logger LOGGER = Logger.getLogger("io.quorate");

    @Override
    public void beforeAll(final ExtensionContext context) {
        LOGGER.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(final ExtensionContext context) {
        LOGGER.setLevel(null);
    }
}

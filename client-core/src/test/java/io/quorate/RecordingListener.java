package io.quorate;

import io.quorate.metrics.ClientListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class RecordingListener implements ClientListener {

    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final boolean throwing;

    RecordingListener(final boolean throwing) {
        this.throwing = throwing;
    }

    @Override
    public void onConfigurationWarning(final String warning) {
        warnings.add(warning);
        throwIfAsked();
    }

    @Override
    public void onFault(final String where, final Throwable fault) {
        faults.add(fault);
        throwIfAsked();
    }

    private void throwIfAsked() {
        if (throwing) {
            throw new IllegalStateException("a listener that throws");
        }
    }
}

package io.quorate;

import io.quorate.error.ValidationException;
import io.quorate.metrics.OperationKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Begins batches, with keys as bytes or as text.
 *
 * <p><b>Threads.</b> Any, never blocks.
 *
 * @param calls begins the operations
 */
record Batches(Calls calls) {

    CallFuture<List<KeyResult<GetResult>>> getAll(
            final List<byte[]> keys, final CallOptions options, final @Nullable Executor executor) {
        return new Batch<>(
                        calls,
                        OperationKind.GET,
                        List.copyOf(keys),
                        List.of(),
                        ResultReader.GET,
                        options,
                        executor,
                        Function.identity())
                .start();
    }

    CallFuture<List<KeyResult<PutResult>>> putAll(
            final List<byte[]> keys,
            final List<byte[]> values,
            final CallOptions options,
            final @Nullable Executor executor) {
        if (keys.size() != values.size()) {
            throw new IllegalArgumentException("keys=" + keys.size() + " and values=" + values.size()
                    + " must be as many: pass one value per key, in the same order");
        }
        return new Batch<>(
                        calls,
                        OperationKind.PUT,
                        List.copyOf(keys),
                        List.copyOf(values),
                        Calls.putReader(options),
                        options,
                        executor,
                        Function.identity())
                .start();
    }

    CallFuture<Map<String, KeyResult<GetResult>>> getAllText(
            final Collection<String> keys, final CallOptions options, final @Nullable Executor executor) {
        final TextBatch<GetResult> text = new TextBatch<>();
        for (final String key : keys) {
            text.add(key, null);
        }
        return new Batch<>(
                        calls,
                        OperationKind.GET,
                        text.keys,
                        List.of(),
                        ResultReader.GET,
                        options,
                        executor,
                        text::assemble)
                .start();
    }

    CallFuture<Map<String, KeyResult<PutResult>>> putAllText(
            final Map<String, String> entries, final CallOptions options, final @Nullable Executor executor) {
        final TextBatch<PutResult> text = new TextBatch<>();
        for (final Map.Entry<String, String> entry : entries.entrySet()) {
            text.add(entry.getKey(), entry.getValue());
        }
        return new Batch<>(
                        calls,
                        OperationKind.PUT,
                        text.keys,
                        text.values,
                        Calls.putReader(options),
                        options,
                        executor,
                        text::assemble)
                .start();
    }

    /**
     * Keys as text: each once, in the order given; what has no encoded form fails beforehand.
     *
     * @param <T> what one key yields
     */
    private final class TextBatch<T> {

        final List<byte[]> keys = new ArrayList<>();
        final List<byte[]> values = new ArrayList<>();
        private final Map<String, @Nullable KeyResult<T>> results = new LinkedHashMap<>();

        void add(final String key, final @Nullable String value) {
            if (results.containsKey(key)) {
                return;
            }
            try {
                final byte[] keyBytes = calls.encode("key", key);
                if (value != null) {
                    values.add(calls.encode("value", value));
                }
                keys.add(keyBytes);
                results.put(key, null);
            } catch (final ValidationException invalid) {
                results.put(key, KeyResult.failed(invalid));
            }
        }

        Map<String, KeyResult<T>> assemble(final List<KeyResult<T>> decided) {
            final Map<String, KeyResult<T>> all = new LinkedHashMap<>();
            int next = 0;
            for (final Map.Entry<String, @Nullable KeyResult<T>> entry : results.entrySet()) {
                final KeyResult<T> invalid = entry.getValue();
                all.put(entry.getKey(), invalid == null ? decided.get(next++) : invalid);
            }
            return Collections.unmodifiableMap(all);
        }
    }
}

package io.quorate.load;

import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** One method for each thing that {@link ModuleRulesTest} bans, and one for what looks alike: proves that the bans find them. */
final class BannedCalls {
    long clock() {
        return System.nanoTime();
    }

    LongSupplier clockByReference() {
        return System::currentTimeMillis;
    }

    Instant wall() {
        return Instant.now();
    }

    double chance() {
        return Math.random();
    }

    Random seedless() {
        return new Random();
    }

    CompletableFuture<Integer> borrowed() {
        return CompletableFuture.completedFuture(1).thenApplyAsync(x -> x);
    }

    CompletableFuture<String> timed() {
        return new CompletableFuture<String>().orTimeout(1, TimeUnit.SECONDS);
    }

    Map<String, Integer> unordered() {
        return Map.of("a", 1);
    }

    int streams() {
        return IntStream.of(1).sum();
    }

    CompletableFuture<Random> innocent() {
        return CompletableFuture.completedFuture(new Random(1)).thenApplyAsync(x -> x, Runnable::run);
    }
}

package io.quorate.load;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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

    long parallel() {
        return IntStream.of(1).parallel().count();
    }

    int commonPool() {
        return ForkJoinPool.commonPool().getParallelism();
    }

    int identity() {
        return System.identityHashCode(this);
    }

    Set<String> hashed() {
        return new HashSet<>();
    }

    Map<Integer, List<String>> collected(final List<String> names) {
        return names.stream().collect(Collectors.groupingBy(String::length));
    }

    int streams() {
        return IntStream.of(1).sum();
    }

    CompletableFuture<Random> innocent() {
        return CompletableFuture.completedFuture(new Random(1)).thenApplyAsync(x -> x, Runnable::run);
    }
}

package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashBenchmarkTest {

    private static final int KEYS = 1_000;

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32, 128})
    void shouldGiveTheSameHashWhenTheAlgorithmIsTheSame(final int keyLength) throws NoSuchAlgorithmException {
        assertEquals(hashes(keyLength, KeyHashBenchmark::xxh3), hashes(keyLength, KeyHashBenchmark::baselineXxh3Bare));
        assertEquals(hashes(keyLength, KeyHashBenchmark::sip), hashes(keyLength, KeyHashBenchmark::baselineSipGuava));
    }

    @Test
    void shouldTellAllKeysApartWhenAHashHas64Bits() throws NoSuchAlgorithmException {
        final List<ToLongFunction<KeyHashBenchmark>> all = List.of(
                KeyHashBenchmark::baselineMurmur3Of128,
                KeyHashBenchmark::baselineWyhash,
                KeyHashBenchmark::baselineKomihash,
                KeyHashBenchmark::baselineRapidhash);
        final Set<Set<Long>> different = new HashSet<>();
        for (final ToLongFunction<KeyHashBenchmark> hash : all) {
            final Set<Long> hashes = hashes(16, hash);
            assertEquals(KEYS, hashes.size());
            different.add(hashes);
        }
        assertEquals(all.size(), different.size());
    }

    private static Set<Long> hashes(final int keyLength, final ToLongFunction<KeyHashBenchmark> hash)
            throws NoSuchAlgorithmException {
        final KeyHashBenchmark bench = new KeyHashBenchmark();
        bench.keyLength = keyLength;
        bench.makeKeys();
        final Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < KEYS; i++) {
            hashes.add(hash.applyAsLong(bench));
        }
        return hashes;
    }
}

package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.workload.Workload;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySampleTest {

    @ParameterizedTest
    @CsvSource({"1000, 1, 10", "1000, 3, 10", "1000, 1, 999", "7, 1, 1000", "7, 1, 0", "1, 1, 1", "1, 64, 5"})
    void shouldSpreadTheSampleEvenlyOverOwnKeys(final int keys, final int shards, final int size) {
        int all = 0;
        for (int shard = 0; shard < shards; shard++) {
            final KeySample sample = new KeySample(keys, shard, shards, size);
            final int own = shard;
            final List<Integer> owned = IntStream.range(0, keys)
                    .filter(key -> Workload.owner(key, shards) == own)
                    .boxed()
                    .toList();
            assertEquals(owned.size(), sample.own());
            final List<Integer> ranks = IntStream.range(0, owned.size())
                    .filter(rank -> sample.contains(owned.get(rank)))
                    .boxed()
                    .toList();
            assertEquals(Math.min(size, owned.size()), ranks.size());
            assertEquals(
                    ranks.size(),
                    IntStream.range(0, keys).filter(sample::contains).count(),
                    "of other shards");
            for (int i = 1; i < ranks.size(); i++) {
                final double distance = owned.size() / (double) ranks.size();
                assertTrue(Math.abs(ranks.get(i) - ranks.get(i - 1) - distance) < 1, "sample " + ranks);
            }
            all += sample.own();
        }
        assertEquals(keys, all);
    }
}

package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ycsb-a|get=50,put=50|zipf:0.99",
                "ycsb-b|get=95,put=5|zipf:0.99",
                "ycsb-c|get=100|zipf:0.99",
                "ycsb-d|get=95,insert=5|latest:0.99",
                "ycsb-f|get=50,rmw=50|zipf:0.99",
                "read|get=100|uniform",
                "write|put=100|uniform",
                "mix:get=80,put=15,delete=2,rmw=3|get=80,put=15,delete=2,rmw=3|uniform",
            })
    void shouldKnowMixAndKeys(final String name, final String mix, final String keys) {
        final Preset preset = Preset.parse(name);
        assertEquals(mix, preset.mix().toString());
        assertEquals(keys, preset.keyChoice().toString());
        assertEquals(name, preset.toString());
    }

    @Test
    void shouldWriteAMixInItsCanonicalForm() {
        assertEquals("mix:get=1,put=2", Preset.parse("mix:put=2, get=1").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ycsb-e|it scans ranges of keys, which this store cannot",
                "ycsb-x|there is no workload of that name",
                "''|there is no workload of that name",
            })
    void shouldSayWhatIsWrong(final String text, final String problem) {
        final var error = assertThrows(IllegalArgumentException.class, () -> Preset.parse(text));
        assertEquals(
                "workload=" + text + ": " + problem
                        + "; use ycsb-a, ycsb-b, ycsb-c, ycsb-d, ycsb-f, read, write or mix:get=95,put=5",
                error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Preset.parse("mix:get"));
    }
}

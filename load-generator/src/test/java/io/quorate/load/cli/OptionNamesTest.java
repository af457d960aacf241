package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicationFactor: client 5, cluster 3|--replication-factor: client 5, cluster 3",
                "vnodesPerWeight: client 64, cluster 256; hash: client a, cluster b"
                        + "|--vnodes: client 64, cluster 256; --hash: client a, cluster b",
                "needs readQuorum=2 + writeQuorum=2 > replicationFactor=5"
                        + "|needs --read-quorum=2 + --write-quorum=2 > --replication-factor=5",
                "consistency=LINEARIZABLE needs|--consistency=linearizable needs",
                "epoch=0 must be|--epoch=0 must be",
                "--epoch=0 of epoch 7|--epoch=0 of epoch 7",
                "linearizablePuts: client true"
                        + "|linearizable puts (--consistency of clients, --linearizable-puts of nodes): client true",
                "my-replicationFactory|my-replicationFactory",
            })
    void shouldSpeakOfOptionsWhenTheLibrarySpeaksOfItsOwn(final String message, final String expected) {
        assertEquals(expected, OptionNames.in(message));
    }
}

package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Metadata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutHeaderTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1m",
        "999999, 1m",
        "1000000, 1m",
        "1000001, 2m",
        "499999001, 500m",
        "500000000, 500m",
        "99998999000000, 99998999m",
        "9223372036854775807, 99999999m"
    })
    void shouldRoundUpToMillisecondsWithinEightDigits(final long remainingNs, final String text) {
        final TimeoutHeader header = new TimeoutHeader();

        assertEquals(text, header.of(remainingNs).get(key()));
        assertEquals("7m", header.of(7_000_000).get(key()));
        assertEquals(text, header.of(remainingNs).get(key()));
    }

    private static Metadata.Key<String> key() {
        return Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
    }
}

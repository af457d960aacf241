package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTextTest {

    private static final int LENGTH = 16_384;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.5, 0.75, 1})
    void shouldLeaveToACompressorTheShareThatDoesNotRepeat(final double compressible) {
        final Workload workload = Workload.builder()
                .mix(Mix.parse("put=1"))
                .valueSizes(ValueSizes.fixed(LENGTH))
                .compressible(compressible)
                .build();
        final PlannedOperation operation = workload.newOperation();
        for (int i = 0; i < 10; i++) {
            workload.plan(i, operation);
            final double left = (double) deflated(operation.value()) / LENGTH;
            assertEquals(0.75 * (1 - compressible), left, 0.015);
            assertEquals(compressible, (double) repeated(operation.value()) / LENGTH, 0.003);
        }
    }

    @Test
    void shouldKeepTheStampWhenEverythingElseRepeats() {
        final Workload workload = Workload.builder()
                .mix(Mix.parse("put=1"))
                .valueSizes(ValueSizes.fixed(40))
                .compressible(1)
                .build();
        final PlannedOperation operation = workload.newOperation();
        workload.plan(77, operation);
        final ValueStamp stamp = new ValueStamp();
        assertTrue(stamp.read(ByteBuffer.wrap(operation.value()), 0, 40));
        assertEquals(77, stamp.writeId());
    }

    private static int deflated(final byte[] value) {
        final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(value);
        deflater.finish();
        final int length = deflater.deflate(new byte[2 * LENGTH]);
        assertTrue(deflater.finished());
        deflater.end();
        return length;
    }

    private static int repeated(final byte[] value) {
        int at = value.length;
        while (at > 0 && value[at - 1] == 'A') {
            at--;
        }
        return value.length - at;
    }
}

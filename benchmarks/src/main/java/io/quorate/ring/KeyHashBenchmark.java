package io.quorate.ring;

import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.common.hash.HashFunction;
import io.quorate.bench.Keys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to hash one key.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar ring.KeyHashBenchmark -foe true -prof gc</pre>
 *
 * <p>Measured: one {@link KeyHash#hash} of a key that lies in the first or second level cache and differs from the one before it. Each
 * fork calls one hash only, as a client does. Not measured: fetching keys from memory, and how evenly a hash spreads.
 *
 * <p>The baselines are of three kinds. What a client would take that brings no hash of its own: {@code baselineStringHash}, {@code baselineCrc32} and
 * {@code baselineMd5}, of which only the last spreads well enough for a ring; ketama clients of memcached use it. What hash4j, of
 * which {@code xxh3} and {@code murmur3} are made, has beside them: {@code baselineXxh3Bare}, which shows what our own bounds check and interface cost, and
 * {@code baselineMurmur3Of128}, {@code baselineWyhash}, {@code baselineKomihash}, {@code baselineRapidhash}. And Guava's SipHash-2-4, {@code baselineSipGuava}, beside {@code sip}: hash4j
 * has none.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class KeyHashBenchmark {

    private static final int KEY_COUNT = 1 << 10;
    private static final int MD5_BYTES = 16;

    /** Bytes of a key. */
    @Param({"8", "16", "32", "128"})
    public int keyLength;

    private final KeyHash xxh3 = KeyHash.XXH3_64;
    private final KeyHash murmur3 = KeyHash.MURMUR3_32;
    private final KeyHash sip = KeyHash.keyed("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private final Hasher64 xxh3Bare = Hashing.xxh3_64();
    private final Hasher128 murmur3Of128 = Hashing.murmur3_128();
    private final Hasher64 wyhash = Hashing.wyhashFinal4();
    private final Hasher64 komihash = Hashing.komihash5_0();
    private final Hasher64 rapidhash = Hashing.rapidhashV3();
    private final HashFunction sipGuava =
            com.google.common.hash.Hashing.sipHash24(0x3736353433323130L, 0x6665646362613938L);
    private final CRC32 crc32 = new CRC32();
    private final byte[] digest = new byte[MD5_BYTES];
    private final ByteBuffer digestView = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN);
    private MessageDigest md5;
    private Keys keys;
    private int next;

    /** Makes the keys. */
    @Setup
    public void makeKeys() throws NoSuchAlgorithmException {
        keys = new Keys(KEY_COUNT, keyLength);
        md5 = MessageDigest.getInstance("MD5");
    }

    /** XXH3-64, the default. */
    @Benchmark
    public long xxh3() {
        return xxh3.hash(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** Murmur3-32. */
    @Benchmark
    public long murmur3() {
        return murmur3.hash(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** SipHash-2-4, the keyed hash. */
    @Benchmark
    public long sip() {
        return sip.hash(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** The polynomial of {@link String#hashCode()}, 32 bits, over the bytes. */
    @Benchmark
    public long baselineStringHash() {
        final byte[] bytes = keys.bytes();
        final int from = keys.offset(next++);
        int hash = 0;
        for (int i = from; i < from + keyLength; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** The JDK's CRC32, which uses the processor's own instructions. */
    @Benchmark
    public long baselineCrc32() {
        crc32.reset();
        crc32.update(keys.bytes(), keys.offset(next++), keyLength);
        return crc32.getValue();
    }

    /** The JDK's MD5, digest object and result array reused, the first eight bytes taken. */
    @Benchmark
    public long baselineMd5() throws DigestException {
        md5.update(keys.bytes(), keys.offset(next++), keyLength);
        md5.digest(digest, 0, MD5_BYTES);
        return digestView.getLong(0);
    }

    /** XXH3-64 as hash4j has it. */
    @Benchmark
    public long baselineXxh3Bare() {
        return xxh3Bare.hashBytesToLong(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** Murmur3-128, of which the lower half is taken. */
    @Benchmark
    public long baselineMurmur3Of128() {
        return murmur3Of128.hashBytesToLong(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** Wyhash, final version 4. */
    @Benchmark
    public long baselineWyhash() {
        return wyhash.hashBytesToLong(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** Komihash 5.0. */
    @Benchmark
    public long baselineKomihash() {
        return komihash.hashBytesToLong(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** Rapidhash, version 3. */
    @Benchmark
    public long baselineRapidhash() {
        return rapidhash.hashBytesToLong(keys.bytes(), keys.offset(next++), keyLength);
    }

    /** SipHash-2-4 of Guava, under the same key as {@code sip}; it makes objects. */
    @Benchmark
    public long baselineSipGuava() {
        return sipGuava.hashBytes(keys.bytes(), keys.offset(next++), keyLength).asLong();
    }
}

package io.quorate.transport.grpc;

import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps gRPC from loading Netty's native library where the JDK would print a warning about that.
 *
 * <p>gRPC loads it when its classes are initialised, whether it is used or not; this module never uses it. From JDK 24 on, native
 * access has to be allowed by {@code --enable-native-access} or by the manifest of the program's jar. Where it is not, Netty is told
 * to do without, unless whoever started the JVM has set the property.
 */
final class NettyNatives {
    /** Netty's own property, under the name that it has in the shaded jar. */
    static final String PROPERTY = "io.grpc.netty.shaded.io.netty.transport.noNative";

    private static final Logger LOG = LoggerFactory.getLogger(NettyNatives.class);
    private static final int FIRST_JDK_THAT_WARNS = 24;

    private NettyNatives() {}

    /** To be called before the first class of gRPC's Netty transport is initialised. */
    static void avoidWarning() {
        if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS
                && System.getProperty(PROPERTY) == null
                && !isNativeAccessAllowed()) {
            System.setProperty(PROPERTY, "true");
        }
    }

    /** By reflection, since the method came with JDK 22. gRPC's jar and this one are in the same module, mostly the unnamed one. */
    private static boolean isNativeAccessAllowed() {
        try {
            final Method method = Module.class.getMethod("isNativeAccessEnabled");
            return (boolean) method.invoke(io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.class.getModule());
        } catch (final ReflectiveOperationException e) {
            LOG.debug("cannot tell whether native access is allowed, so none is made", e);
            return false;
        }
    }
}

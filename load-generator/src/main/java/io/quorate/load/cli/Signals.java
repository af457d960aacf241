package io.quorate.load.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears Ctrl-C and the polite request to end, so that a command can end in order, with an exit code that says so. The JVM's own way would
 * run shutdown hooks beside a program that goes on, and hide which signal it was.
 */
final class Signals {

    /** Ctrl-C. */
    static final String INTERRUPT = "INT";

    /** The request to end that service managers send. */
    static final String TERMINATE = "TERM";

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** From now on the handler is told of either signal, by its name, on a thread of the JVM. */
    static void handle(final Consumer<String> handler) {
        for (final String name : new String[] {INTERRUPT, TERMINATE}) {
            try {
                register(name, () -> handler.accept(name));
            } catch (final ReflectiveOperationException e) {
                LOG.info("signal {} cannot be handled here", name, e);
            }
        }
    }

    /** By reflection, since javac warns of every mention of these classes, although every module may use them. */
    private static void register(final String name, final Runnable handler) throws ReflectiveOperationException {
        final Class<?> signalType = Class.forName("sun.misc.Signal");
        final Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        final InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of signal " + name;
        };
        signalType
                .getMethod("handle", signalType, handlerType)
                .invoke(
                        null,
                        signalType.getConstructor(String.class).newInstance(name),
                        Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType}, calls));
    }
}

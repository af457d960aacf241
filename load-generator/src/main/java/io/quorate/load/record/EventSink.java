package io.quorate.load.record;

import org.jspecify.annotations.Nullable;

/**
 * Takes what happens beside the operations of a run: connections that come and go, nodes that fall sick, changes of the ring.
 *
 * <p><b>Threads.</b> Called on any thread, also on those that carry replies, several at a time; must not block. It is the sink that dates events.
 */
@FunctionalInterface
public interface EventSink {

    /** Takes nothing. */
    EventSink NONE = (kind, node, detail) -> {};

    /**
     * Something happened.
     *
     * @param kind what, in lower case letters and hyphens
     * @param node member name of the node that it is about, null if it is about none
     * @param detail more of it, for people
     */
    void event(String kind, @Nullable String node, @Nullable String detail);
}

/** What a client tells about itself: counters, latencies and events. */
@NullMarked
package io.quorate.metrics;

import org.jspecify.annotations.NullMarked;

/** Drives the quorum machines over a transport: slots, timers, connections, ring refresh, health and read repair. */
@NullMarked
package io.quorate.engine;

import org.jspecify.annotations.NullMarked;

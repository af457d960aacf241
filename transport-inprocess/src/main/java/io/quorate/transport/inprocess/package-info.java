/** Replicas in the same JVM, with faults by seed. */
@NullMarked
package io.quorate.transport.inprocess;

import org.jspecify.annotations.NullMarked;

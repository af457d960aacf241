/** Clusters that a run starts and stops itself. */
@NullMarked
package io.quorate.load.cluster;

import org.jspecify.annotations.NullMarked;

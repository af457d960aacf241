/** What load is put on: Quorate clusters, and servers that are simulated. */
@NullMarked
package io.quorate.load.target;

import org.jspecify.annotations.NullMarked;

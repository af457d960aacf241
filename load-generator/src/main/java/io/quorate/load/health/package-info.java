/** How the generator itself fares, and what it can do at most: what may make the times of a run say more about it than about its target. */
@NullMarked
package io.quorate.load.health;

import org.jspecify.annotations.NullMarked;

/** The quorate command line and its load generator. */
@NullMarked
package io.quorate.load;

import org.jspecify.annotations.NullMarked;

/** The quorate command line. */
@NullMarked
package io.quorate.load.cli;

import org.jspecify.annotations.NullMarked;

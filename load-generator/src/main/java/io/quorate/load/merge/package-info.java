/** Several generators' shares of one run, added up without loss. */
@NullMarked
package io.quorate.load.merge;

import org.jspecify.annotations.NullMarked;

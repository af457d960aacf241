/** Helpers for tests of code that uses Quorate. */
@NullMarked
package io.quorate.testkit;

import org.jspecify.annotations.NullMarked;

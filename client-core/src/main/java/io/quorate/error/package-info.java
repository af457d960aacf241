/** What can go wrong, as one family of unchecked exceptions. */
@NullMarked
package io.quorate.error;

import org.jspecify.annotations.NullMarked;

/** Which keys and values are accepted, and how a key is shown to people. */
@NullMarked
package io.quorate.validation;

import org.jspecify.annotations.NullMarked;

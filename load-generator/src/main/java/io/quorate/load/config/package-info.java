/** Options of commands in files. */
@NullMarked
package io.quorate.load.config;

import org.jspecify.annotations.NullMarked;

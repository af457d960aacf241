/** The contract of the transport SPI as a JUnit suite that every transport runs unchanged. */
@NullMarked
package io.quorate.testkit.contract;

import org.jspecify.annotations.NullMarked;

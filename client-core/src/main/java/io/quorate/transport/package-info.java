/** The transport SPI: what the engine asks of the network, and what a transport tells the engine. */
@NullMarked
package io.quorate.transport;

import org.jspecify.annotations.NullMarked;

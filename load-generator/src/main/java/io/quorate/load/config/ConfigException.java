package io.quorate.load.config;

/** A configuration file that cannot be used. The message, for people, names the file, the line if it is known, and what to write instead. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigException(final String message) {
        super(message);
    }

    ConfigException(final String message, final Throwable cause) {
        super(message, cause);
    }
}

package io.quorate.ring;

/**
 * A member of the ring: what it is called, where it is dialled, how much it carries, where it stands.
 *
 * <p>Threads: immutable. Units: {@code weight} is relative, 1 to {@value #MAX_WEIGHT}; a member of weight 2 owns twice the keys
 * of one of weight 1. Errors: malformed values are refused with an {@link IllegalArgumentException} that names them.
 * Guarantee: placement depends on {@code name} and {@code weight} alone; {@code address} may change without moving a key;
 * {@code zone} is carried for placement across zones and does not place yet.
 *
 * @param name the advertised {@code host:port}, byte for byte as in the ring state; printable ASCII without space
 * @param address where to dial; printable ASCII without space
 * @param weight share of the ring relative to other members
 * @param zone failure domain, empty if there is none; printable ASCII without space
 */
public record NodeDescriptor(String name, String address, int weight, String zone) {
    /** The highest weight. */
    public static final int MAX_WEIGHT = 1_000;

    /** The most bytes of a name, an address or a zone. */
    public static final int MAX_TEXT_BYTES = 255;

    private static final int MAX_PORT = 65_535;
    private static final int MAX_SHOWN_CHARS = 64;

    /** Checks the form of every part. */
    public NodeDescriptor {
        checkText("name", name, 1);
        checkText("address", address, 1);
        checkText("zone", zone, 0);
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight=" + weight + " of member " + name + " must be 1 to " + MAX_WEIGHT);
        }
    }

    /**
     * A member of weight 1 that is dialled under its own name.
     *
     * @param hostPort {@code host:port}, or {@code [address]:port} for IPv6; port 1 to 65535
     * @return the descriptor
     * @throws IllegalArgumentException if it is malformed
     */
    public static NodeDescriptor of(final String hostPort) {
        checkText("server", hostPort, 1);
        final int colon = hostPort.lastIndexOf(':');
        if (colon < 0) {
            throw malformed(hostPort, "has no port: write host:port, for example " + hostPort + ":7000");
        }
        final String host = hostPort.substring(0, colon);
        if (host.isEmpty()) {
            throw malformed(hostPort, "has no host: write host:port, for example localhost" + hostPort);
        }
        if (!isHost(host)) {
            throw malformed(hostPort, "has a malformed host: write host:port, or [address]:port for IPv6");
        }
        if (!isPort(hostPort, colon + 1)) {
            throw malformed(
                    hostPort, "has a malformed port: use a number from 1 to " + MAX_PORT + " without leading zeros");
        }
        return new NodeDescriptor(hostPort, hostPort, 1, "");
    }

    /**
     * The same member, dialled elsewhere.
     *
     * @param newAddress where to dial
     * @return the changed copy
     */
    public NodeDescriptor withAddress(final String newAddress) {
        return new NodeDescriptor(name, newAddress, weight, zone);
    }

    /**
     * The same member with another weight.
     *
     * @param newWeight share of the ring relative to other members
     * @return the changed copy
     */
    public NodeDescriptor withWeight(final int newWeight) {
        return new NodeDescriptor(name, address, newWeight, zone);
    }

    /**
     * The same member in another zone.
     *
     * @param newZone failure domain, empty if there is none
     * @return the changed copy
     */
    public NodeDescriptor withZone(final String newZone) {
        return new NodeDescriptor(name, address, weight, newZone);
    }

    private static boolean isHost(final String host) {
        final boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        final int from = bracketed ? 1 : 0;
        for (int i = from; i < host.length() - from; i++) {
            final char c = host.charAt(i);
            final boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (bracketed ? ".-:%" : ".-_").indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A name is compared byte for byte, so that a port has one form: without leading zeros. */
    private static boolean isPort(final String hostPort, final int from) {
        int port = 0;
        for (int i = from; i < hostPort.length(); i++) {
            final char c = hostPort.charAt(i);
            if (c < (port == 0 ? '1' : '0') || c > '9' || port > MAX_PORT) {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port >= 1 && port <= MAX_PORT;
    }

    private static void checkText(final String part, final String text, final int minLength) {
        if (text.length() < minLength || text.length() > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("node " + part + " \"" + shown(text) + "\" has " + text.length()
                    + " characters: it must have " + minLength + " to " + MAX_TEXT_BYTES);
        }
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new IllegalArgumentException("node " + part + " \"" + shown(text) + "\" has a character at index "
                        + i + " that is not printable ASCII without space");
            }
        }
    }

    private static String shown(final String text) {
        final StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_SHOWN_CHARS); i++) {
            final char c = text.charAt(i);
            out.append(c < ' ' || c > '~' ? '?' : c);
        }
        return text.length() > MAX_SHOWN_CHARS ? out.append("...").toString() : out.toString();
    }

    private static IllegalArgumentException malformed(final String hostPort, final String problem) {
        return new IllegalArgumentException("server \"" + shown(hostPort) + "\" " + problem);
    }
}

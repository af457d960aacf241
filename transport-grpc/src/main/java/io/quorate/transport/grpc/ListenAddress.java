package io.quorate.transport.grpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where a server listens: a host, not resolved yet, and a port, 0 for any free one. */
record ListenAddress(String host, int port) {
    private static final int MAX_PORT = 65_535;

    static ListenAddress parse(final String hostPort) {
        final int colon = hostPort.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "listen=" + PeerText.clean(hostPort) + " must be host:port, for example 127.0.0.1:7000");
        }
        final String host = hostPort.substring(0, colon);
        if (host.indexOf(':') >= 0 && !(host.startsWith("[") && host.endsWith("]"))) {
            throw new IllegalArgumentException(
                    "listen=" + PeerText.clean(hostPort) + ": write an IPv6 address as [address]:port");
        }
        return new ListenAddress(host, parsePort(hostPort, hostPort.substring(colon + 1)));
    }

    private static int parsePort(final String hostPort, final String text) {
        int port = -1;
        if (!text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            port = Integer.parseInt(text);
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "listen=" + PeerText.clean(hostPort) + ": the port must be 0 to " + MAX_PORT);
        }
        return port;
    }

    /**
     * Resolves the host.
     *
     * @throws IOException if it is unknown
     * @throws IllegalArgumentException if other machines reach it and that is not allowed
     */
    InetSocketAddress resolve(final boolean allowNonLoopback) throws IOException {
        final InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (final UnknownHostException e) {
            throw new IOException("cannot listen on " + this + ": the host is unknown", e);
        }
        for (final InetAddress address : addresses) {
            if (!address.isLoopbackAddress() && !allowNonLoopback) {
                throw new IllegalArgumentException(
                        "listen=" + this + " can be reached from other machines, and nothing is "
                                + "encrypted or authenticated: listen on 127.0.0.1, or allow it with allowNonLoopback(true), on the "
                                + "command line --insecure-plaintext");
            }
        }
        return new InetSocketAddress(addresses[0], port);
    }

    @Override
    public String toString() {
        return host + ':' + port;
    }
}

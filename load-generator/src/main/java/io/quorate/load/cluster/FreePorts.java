package io.quorate.load.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds ports that nobody listens on.
 *
 * <p><b>Threads.</b> Any. <b>Guarantee.</b> They were free a moment ago: whoever listens must be ready to ask for others.
 */
public final class FreePorts {

    private FreePorts() {}

    /**
     * Finds ports of an address of this machine.
     *
     * @param host the address
     * @param count how many
     * @return so many different ports
     * @throws IOException if the host is unknown or none of its ports can be listened on
     */
    public static List<Integer> find(final String host, final int count) throws IOException {
        final List<ServerSocket> sockets = new ArrayList<>();
        try {
            final InetAddress address = InetAddress.getByName(host);
            final List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                final ServerSocket socket = new ServerSocket(0, 1, address);
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            return List.copyOf(ports);
        } finally {
            for (final ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}

package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;

/**
 * Listens, and closes connections beyond a limit before they cost more than the accept: gRPC itself has no such limit.
 */
final class LimitedServerChannel extends NioServerSocketChannel {
    private final ConnectionLimit limit;

    LimitedServerChannel(final ConnectionLimit limit) {
        this.limit = limit;
    }

    @Override
    protected int doReadMessages(final List<Object> accepted) throws Exception {
        final int count = super.doReadMessages(accepted);
        if (count <= 0) {
            return count;
        }
        final int last = accepted.size() - 1;
        final Channel connection = (Channel) accepted.get(last);
        if (limit.admit(connection)) {
            return count;
        }
        accepted.remove(last);
        connection.unsafe().closeForcibly();
        return 0;
    }
}

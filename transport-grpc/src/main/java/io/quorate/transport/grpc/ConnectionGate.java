package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands in front of everything else where a listening channel accepts, and closes connections beyond a limit before they cost more than
 * the accept: gRPC itself has no such limit.
 */
final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private final ConnectionLimit limit;

    ConnectionGate(final ConnectionLimit limit) {
        this.limit = limit;
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object accepted) {
        if (accepted instanceof final Channel connection && !limit.admit(connection)) {
            connection.unsafe().closeForcibly();
        } else {
            context.fireChannelRead(accepted);
        }
    }
}

package io.quorate.transport.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One tuned channel per node: everything on one event loop, so that no operation needs a lock, and nothing is handed from thread to thread; epoll
 * where there is one; no retry buffers; a fixed window, as one that adapts itself sends pings to find its size.
 */
final class UnaryChannels implements AutoCloseable {

    private static final int CLOSE_SECONDS = 5;
    private static final int WINDOW_BYTES = 1 << 20;

    private final EventLoopGroup loop;
    private final List<ManagedChannel> channels = new ArrayList<>();

    UnaryChannels(final List<String> addresses) {
        final boolean epoll = Epoll.isAvailable();
        loop = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("unary", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        for (final String address : addresses) {
            channels.add(NettyChannelBuilder.forTarget(address)
                    .usePlaintext()
                    .directExecutor()
                    .disableRetry()
                    .flowControlWindow(WINDOW_BYTES)
                    .eventLoopGroup(loop)
                    .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                    .build());
        }
    }

    /** A node's channel; callbacks of its calls run on the loop. */
    ManagedChannel get(final int node) {
        return channels.get(node);
    }

    void onLoop(final Runnable task) {
        loop.execute(task);
    }

    @Override
    public void close() {
        for (final ManagedChannel channel : channels) {
            channel.shutdownNow();
        }
        loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}

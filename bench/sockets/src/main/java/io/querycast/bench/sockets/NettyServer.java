package io.querycast.bench.sockets;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Netty without an application: to "COUNT SIZE" it answers with so many texts of so many bytes. It
 * prints its port, and ends when its input ends.
 */
final class NettyServer extends ChannelInitializer<Channel> {
  private static final int BACKLOG = 4096;

  public static void main(String[] arguments) throws IOException, InterruptedException {
    NioEventLoopGroup loop = new NioEventLoopGroup(1);
    Channel server =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(io.netty.channel.ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(new NettyServer())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    System.out.println(((InetSocketAddress) server.localAddress()).getPort());
    while (System.in.read() >= 0) {
      // Nothing comes; wait for the end of the input.
    }
    Future<?> unused = loop.shutdownGracefully();
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(),
            new HttpObjectAggregator(1024),
            new WebSocketServerProtocolHandler("/push"),
            new Orders());
  }

  private static final class Orders extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame order) {
      String[] words = order.text().split(" ");
      byte[] text = new byte[Integer.parseInt(words[1])];
      Arrays.fill(text, "x".getBytes(StandardCharsets.US_ASCII)[0]);
      send(
          context,
          Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text)),
          Integer.parseInt(words[0]));
    }

    private static void send(ChannelHandlerContext context, ByteBuf text, int left) {
      if (left > 0) {
        context
            .writeAndFlush(new TextWebSocketFrame(text.duplicate()))
            .addListener(
                done -> {
                  if (done.isSuccess()) {
                    send(context, text, left - 1);
                  }
                });
      }
    }
  }
}

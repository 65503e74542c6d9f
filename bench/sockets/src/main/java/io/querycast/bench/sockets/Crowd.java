package io.querycast.bench.sockets;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many sockets on one thread, as cheap as they can be, so that the server is what is measured. */
final class Crowd implements AutoCloseable {
  private static final int LONGEST_FRAME = 1024 * 1024;
  private static final int PATIENCE_SECONDS = 120;

  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();

  /**
   * Opens a socket.
   *
   * @param protocols the sub-protocols to offer; null for none
   */
  Tab open(URI address, String protocols, Consumer<String> listener) {
    Tab tab = new Tab(this, listener);
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(LONGEST_FRAME),
                        new WebSocketClientProtocolHandler(
                            WebSocketClientHandshakerFactory.newHandshaker(
                                address,
                                WebSocketVersion.V13,
                                protocols,
                                false,
                                new DefaultHttpHeaders(),
                                LONGEST_FRAME),
                            false),
                        tab);
              }
            })
        .connect(address.getHost(), address.getPort())
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                tab.failed(connected.cause());
              }
            });
    return tab;
  }

  void count(int length, boolean last) {
    bytes.addAndGet(length);
    if (last) {
      messages.incrementAndGet();
    }
  }

  long bytes() {
    return bytes.get();
  }

  long messages() {
    return messages.get();
  }

  /**
   * Waits until so many messages are here.
   *
   * @throws IllegalStateException when nothing more comes for two minutes
   */
  void awaitMessages(long count) throws InterruptedException {
    long seen = -1;
    long since = System.nanoTime();
    while (messages.get() < count) {
      if (messages.get() != seen) {
        seen = messages.get();
        since = System.nanoTime();
      } else if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IllegalStateException("%d of %d messages came".formatted(seen, count));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

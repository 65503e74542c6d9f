package io.querycast.bench.sockets;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Many sockets on one thread, as cheap as possible, so that the server is measured and not they.
 */
final class Crowd implements AutoCloseable {
  private static final int LONGEST_FRAME = 1024 * 1024;
  private static final int PATIENCE_SECONDS = 120;

  /** Headers that browsers and proxies add: some servers keep them all. */
  private static final HttpHeaders HEADERS =
      new DefaultHttpHeaders()
          .add(
              "User-Agent",
              "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                  + " Chrome/147.0.0.0 Safari/537.36")
          .add("Accept-Encoding", "gzip, deflate, br, zstd")
          .add("Accept-Language", "en-GB,en-US;q=0.9,en;q=0.8")
          .add("Cache-Control", "no-cache")
          .add("Pragma", "no-cache")
          .add("Via", "1.1 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)")
          .add("X-Amz-Cf-Id", "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghij==")
          .add("X-Forwarded-For", "203.0.113.195, 198.51.100.17")
          .add("X-Forwarded-Port", "443")
          .add("X-Forwarded-Proto", "https")
          .add("X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678");

  private final int receiveBuffer;
  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();

  Crowd() {
    this(0);
  }

  /**
   * @param receiveBuffer how many bytes the system buffers for a socket that is not read; 0 for its
   *     default
   */
  Crowd(int receiveBuffer) {
    this.receiveBuffer = receiveBuffer;
  }

  /**
   * Opens a socket.
   *
   * @param protocols the sub-protocols to offer; null for none
   */
  CrowdTab open(URI address, String protocols, Consumer<String> listener) {
    CrowdTab tab = new CrowdTab(this, listener);
    Bootstrap bootstrap = new Bootstrap().group(loop).channel(NioSocketChannel.class);
    if (receiveBuffer > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
    }
    bootstrap
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
                                HEADERS,
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
   * Waits until so many messages have come.
   *
   * @throws IllegalStateException if nothing more comes for two minutes
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

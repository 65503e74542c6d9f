package io.querycast.bench.sockets;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** One socket of a crowd. It counts its messages and keeps none. */
final class CrowdTab extends SimpleChannelInboundHandler<WebSocketFrame> {
  private final Crowd crowd;
  private final Consumer<String> listener;
  private final CompletableFuture<CrowdTab> open = new CompletableFuture<>();
  private final CompletableFuture<CrowdTab> told = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private volatile Channel channel;

  /**
   * @param listener gets every message as text; null if counting is enough
   */
  CrowdTab(Crowd crowd, Consumer<String> listener) {
    this.crowd = crowd;
    this.listener = listener;
  }

  /** Completed when the handshake is done. */
  CompletableFuture<CrowdTab> open() {
    return open;
  }

  /** Completed when the first message has come. */
  CompletableFuture<CrowdTab> told() {
    return told;
  }

  /** The close code, or 1006 if the socket ended without one. */
  CompletableFuture<Integer> closed() {
    return closed;
  }

  void say(String text) {
    ChannelFuture unused = channel.writeAndFlush(new TextWebSocketFrame(text));
  }

  /** Reads, or stops reading until the next call. */
  void reads(boolean reads) {
    channel.config().setAutoRead(reads);
  }

  /** Ends the connection without a close frame. */
  void cut() {
    ChannelFuture unused = channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    context.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      open.complete(this);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      closed.complete(close.statusCode());
    } else if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
      crowd.count(frame.content().readableBytes(), frame.isFinalFragment());
      if (listener != null) {
        listener.accept(frame.content().toString(StandardCharsets.UTF_8));
      }
      told.complete(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failed(new CompletionException("The socket was closed", null));
    closed.complete(1006);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    failed(thrown);
    ChannelFuture unused = context.close();
  }

  void failed(Throwable thrown) {
    open.completeExceptionally(thrown);
    told.completeExceptionally(thrown);
  }
}

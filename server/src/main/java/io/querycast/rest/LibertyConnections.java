package io.querycast.rest;

import static io.querycast.rest.Internals.call;
import static io.querycast.rest.Internals.field;
import static io.querycast.rest.Internals.method;

import io.querycast.rest.TcpConnection.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Liberty's own TCP connections, asked by name.
 *
 * <p>Neither servlets nor the server's settings know of a connection whose request is not whole.
 * Liberty's time limits count from one read or write to the next, so that a single byte now and
 * then keeps a connection for ever. See docs/adr/0032. An integration test checks that Liberty
 * still has these names.
 */
final class LibertyConnections implements TcpConnections {
  private static final Logger LOG = Logger.getLogger(LibertyConnections.class.getName());

  /**
   * The connections that are sockets. A socket stays one, and there are very many, so only new
   * connections are asked.
   */
  private Set<Object> sockets = Set.of();

  private final Object framework;
  private final Class<?> tcpChannel;
  private final Class<?> virtualConnection;

  /** Under this key a connection keeps its HTTP side. */
  private final Object httpLink;

  /**
   * Finds the connections.
   *
   * @param ofContainer any object whose class is the container's
   * @throws ReflectiveOperationException if this version of Liberty is not known here
   */
  LibertyConnections(Object ofContainer) throws ReflectiveOperationException {
    Object bundle = call(ofContainer.getClass().getClassLoader(), "getBundle");
    Map<Object, Object> bundles = new HashMap<>();
    for (Object each : (Object[]) call(call(bundle, "getBundleContext"), "getBundles")) {
      bundles.put(call(each, "getSymbolicName"), each);
    }
    Object channels = bundles.get("com.ibm.ws.channelfw");
    framework =
        type(channels, "com.ibm.wsspi.channelfw.ChannelFrameworkFactory")
            .getMethod("getChannelFramework")
            .invoke(null);
    tcpChannel = type(channels, "com.ibm.ws.tcpchannel.internal.TCPChannel");
    virtualConnection = type(channels, "com.ibm.wsspi.channelfw.VirtualConnection");
    httpLink =
        type(
                bundles.get("com.ibm.ws.transport.http"),
                "com.ibm.ws.http.channel.internal.CallbackIDs")
            .getField("CALLBACK_HTTPICL")
            .get(null);
    look(phase -> true);
  }

  @Override
  public List<TcpConnection> all(Predicate<Phase> wanted) {
    try {
      return look(wanted);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized List<TcpConnection> look(Predicate<Phase> wanted)
      throws ReflectiveOperationException {
    List<TcpConnection> found = new ArrayList<>();
    Set<Object> before = sockets;
    sockets = Collections.newSetFromMap(new IdentityHashMap<>(before.size()));
    for (Object channel : channels()) {
      for (Queue<?> queue : (Queue<?>[]) field(channel, "inUse")) {
        for (Object link : queue) {
          if (before.contains(link) && !wanted.test(Phase.SOCKET)) {
            sockets.add(link);
            continue;
          }
          try {
            TcpConnection connection = connection(link, wanted);
            if (connection != null) {
              found.add(connection);
            }
          } catch (NullPointerException e) {
            // It ends at this moment, and Liberty has already taken it apart.
            LOG.log(Level.FINEST, "A connection is gone", e);
          }
        }
      }
    }
    return found;
  }

  @Override
  public synchronized boolean isEnding() {
    try {
      List<Object> channels = channels();
      for (Object channel : channels) {
        if (!(boolean) field(channel, "preparingToStop")) {
          return false;
        }
      }
      return !channels.isEmpty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the channels that listen; none if the last one has stopped. */
  private List<Object> channels() throws ReflectiveOperationException {
    List<Object> channels = new ArrayList<>();
    synchronized (framework) {
      for (Object each : ((Map<?, ?>) field(framework, "channelRunningMap")).values()) {
        Object channel = call(each, "getChannel");
        if (tcpChannel.isInstance(channel)) {
          channels.add(channel);
        }
      }
    }
    return channels;
  }

  private TcpConnection connection(Object link, Predicate<Phase> wanted)
      throws ReflectiveOperationException {
    Map<?, ?> state = (Map<?, ?>) call(call(link, "getVirtualConnection"), "getStateMap");
    Object http = state.get(httpLink);
    Phase phase;
    int requests = 0;
    long moved = 0;
    if ("true".equals(state.get("UpgradedConnection"))) {
      phase = Phase.SOCKET;
      sockets.add(link);
    } else if (http == null) {
      phase = Phase.HEAD;
    } else {
      Object context = call(http, "getHTTPContext");
      requests = (int) field(http, "numRequestsProcessed");
      // Before the phase: else the bytes of a body could be taken for those of its head.
      long received = (long) field(context, "incomingMsgSize");
      phase = phase(http, context, requests);
      moved = phase == Phase.HEAD ? received : (long) call(context, "getNumBytesWritten");
    }
    if (!wanted.test(phase)) {
      return null;
    }
    Object reader = call(link, "getReadInterface");
    Object writer = call(link, "getWriteInterface");
    boolean holdsThread =
        (boolean) field(reader, "blockedThread") || (boolean) field(writer, "blockedThread");
    return new TcpConnection(
        link,
        phase,
        requests,
        moved + (long) field(writer, "ioDoneAmt"),
        holdsThread,
        phase == Phase.ANSWER && !holdsThread
            ? () -> quietly(() -> cutWithoutThread(link, http))
            : () -> TcpLink.cut(link));
  }

  private Phase phase(Object http, Object context, int requests)
      throws ReflectiveOperationException {
    // First: Liberty counts the announced body at once after it, and only then is the head no
    // longer partial.
    if (!(boolean) call(context, "headersParsed")) {
      boolean isPartial = (boolean) field(http, "bPartialParsedRequest");
      return requests == 0 || isPartial ? Phase.HEAD : Phase.IDLE;
    }
    boolean isBeingAnswered =
        (boolean) call(context, "headersSent") && !(boolean) call(context, "isMessageSent");
    return isBeingAnswered || (boolean) call(context, "isIncomingMessageFullyRead")
        ? Phase.ANSWER
        : Phase.BODY;
  }

  /**
   * Cuts a connection on which nothing waits for the client. Liberty closes it when the answer is
   * written on; if that does not come, it is closed at the next look. A thread that may still be
   * about to write must have failed before that.
   */
  private synchronized void cutWithoutThread(Object link, Object http)
      throws ReflectiveOperationException {
    if (!TcpLink.isCut(link)) {
      TcpLink.cut(link);
      return;
    }
    Object channels = call(http, "getVirtualConnection");
    method(http, "close", virtualConnection, Exception.class)
        .invoke(http, channels, new IOException("The server ends."));
  }

  private interface Step {
    void take() throws ReflectiveOperationException;
  }

  private static void quietly(Step step) {
    try {
      step.take();
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "A connection was gone before it was broken off", e);
    }
  }

  private Class<?> type(Object bundle, String name) throws ReflectiveOperationException {
    if (bundle == null) {
      throw new ClassNotFoundException(name);
    }
    return (Class<?>) method(bundle, "loadClass", String.class).invoke(bundle, name);
  }
}

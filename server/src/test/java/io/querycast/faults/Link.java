package io.querycast.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * A small network: it takes TCP connections on a free port of the loopback address and forwards
 * them to another port, until it is told not to.
 */
final class Link implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket entrance;
  private final IntSupplier target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private boolean refuses;
  private boolean holds;
  private boolean closed;

  private Link(ServerSocket entrance, IntSupplier target) {
    this.entrance = entrance;
    this.target = target;
  }

  /** A link to a port of the loopback address. The listener may start later. */
  static Link to(int target) {
    return to(() -> target);
  }

  /** A link to the ports that are chosen, one for each connection. */
  static Link to(IntSupplier target) {
    try {
      Link link = new Link(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), target);
      start("link", link::accept);
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Breaks the connections; both sides notice. New connections work. */
  void cut() {
    sockets.forEach(Link::end);
  }

  /** Breaks the connections, and all new ones from now on. */
  synchronized void refuse() {
    refuses = true;
    cut();
  }

  /** Nothing passes and nobody notices: half-open connections. Bytes on their way wait. */
  synchronized void hold() {
    holds = true;
  }

  /** Ends every fault of the link. */
  synchronized void release() {
    refuses = false;
    holds = false;
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (true) {
      Socket near;
      try {
        near = entrance.accept();
      } catch (IOException e) {
        return;
      }
      sockets.add(near);
      start("link", () -> carry(near));
    }
  }

  private void carry(Socket near) {
    try (near;
        Socket far = new Socket()) {
      if (passes()) {
        far.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()),
            CONNECT_MILLIS);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(far);
        start("link back", () -> pump(far, near));
        pump(near, far);
        sockets.remove(far);
      }
    } catch (IOException e) {
      // One side is gone, so the connection is closed.
      end(near);
    } finally {
      sockets.remove(near);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length = in.read(buffer);
      while (length >= 0 && passes()) {
        out.write(buffer, 0, length);
        length = in.read(buffer);
      }
    } catch (IOException e) {
      // An error counts as the end.
      end(from);
    }
    end(from);
    end(to);
  }

  /** Waits while the link holds its bytes back. Returns whether they may pass now. */
  private synchronized boolean passes() {
    while (holds && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return !refuses && !closed;
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to close.
      return;
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}

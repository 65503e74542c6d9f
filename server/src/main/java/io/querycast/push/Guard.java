package io.querycast.push;

import io.querycast.NanoClock;
import io.querycast.Threads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stands between a client and the container. The container would keep a whole message, however
 * long, and would wait for a client's close without limit. The guard reads what the client sends
 * and does not pass it on. The container reads one of three things instead: the verdict, as a
 * message of four digits; the client's close, if the client was told to go; or a pong, which means
 * nothing.
 */
final class Guard implements Frames.Taker, NodeConnection.End, Transport.Ear {
  private static final Logger LOG = Logger.getLogger(Guard.class.getName());

  /** How long a client has to receive a close code and to answer it. */
  static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * How long a client has if nobody knows where its next frame begins: its answer can't be found
   * either.
   */
  static final Duration SHORT_GRACE = Duration.ofSeconds(1);

  /** How long the container has to put away a connection that was cut beneath it. */
  private static final Duration PUTTING_AWAY = Duration.ofSeconds(1);

  /**
   * How many pings and pongs a client may send at once; it may send one more each second. Clients
   * send one in 20 s.
   */
  static final int MOST_CONTROLS = 60;

  /** A client that has been told to go is cut off if it sends more bytes than this. */
  static final int MOST_AFTER_END = 16 * 1024 * 1024;

  /** Whole frames, as a client sends them; their mask is zero. */
  private static final int TEXT = 0x81;

  private static final int CLOSE = 0x88;
  private static final int PONG = 0x8A;
  private static final int MASKED = 0x80;
  private static final int FRAME = 6;
  private static final int DIGITS = 4;

  private static final int NORMAL = 1000;

  private final Threads threads;
  private final NanoClock ticks;
  private final Frames frames;
  private Transport transport;
  private NodeConnection connection;

  private double controls = MOST_CONTROLS;
  private long controlsAt;

  /** What the container reads instead of the client's bytes. */
  private ByteBuffer verdict;

  /** Whether the client has been told why it must go. */
  private boolean isTold;

  /** Whether the client has sent its close. */
  private boolean hasAnswered;

  private boolean ending;
  private int sinceEnd;

  /**
   * @param mayCompress whether the client may compress its messages
   */
  Guard(Threads threads, NanoClock ticks, boolean mayCompress) {
    this.threads = threads;
    this.ticks = ticks;
    frames = new Frames(mayCompress);
    controlsAt = ticks.nanos();
  }

  /**
   * Puts a guard beneath a socket that has just been opened.
   *
   * @param mayCompress whether both sides may compress messages
   */
  static Guard of(
      jakarta.websocket.Session socket, Threads threads, NanoClock ticks, boolean mayCompress) {
    Guard guard = new Guard(threads, ticks, mayCompress);
    guard.transport = Transport.of(socket, guard);
    return guard;
  }

  /** Makes binary messages go out as compressed texts, if the container can be made to. */
  boolean compresses() {
    return transport != null && transport.compresses();
  }

  /** Sets the connection that answers pings. Before that no ping is answered. */
  void admit(NodeConnection admitted) {
    connection = admitted;
  }

  @Override
  public void due() {
    end(GRACE);
  }

  @Override
  public void told() {
    synchronized (this) {
      isTold = true;
      if (!hasAnswered) {
        return;
      }
    }
    if (transport != null) {
      transport.hangUp();
    }
  }

  private void end(Duration grace) {
    synchronized (this) {
      if (ending) {
        return;
      }
      ending = true;
    }
    if (transport != null) {
      later(this::cut, grace);
    }
  }

  @Override
  public byte[] hear(byte[] bytes) {
    verdict = ByteBuffer.allocate(FRAME + DIGITS + FRAME);
    frames.read(bytes, this);
    if (isTooMuch(bytes.length)) {
      cut();
    }
    if (verdict.position() == 0) {
      frame(PONG, "");
    }
    byte[] heard = new byte[verdict.flip().remaining()];
    verdict.get(heard);
    verdict = null;
    return heard;
  }

  /**
   * The container can meet the end while it still begins a read. It waits for that read before it
   * takes the connection apart, so it must be told on another thread, or it waits for itself.
   */
  @Override
  public void ended(Runnable tell) {
    run(connection == null ? tell : () -> connection.left(tell));
  }

  @Override
  public void ping(byte[] payload) {
    if (isAllowed() && connection != null) {
      connection.ping(payload);
    }
  }

  @Override
  public void pong() {
    isAllowed();
  }

  @Override
  public void close(byte[] payload) {
    due();
    boolean isAnswer;
    synchronized (this) {
      hasAnswered = true;
      isAnswer = isTold;
    }
    if (isAnswer) {
      frame(CLOSE, "");
    } else {
      fault(payload.length == 0 ? NORMAL : ByteBuffer.wrap(payload).getShort());
    }
  }

  @Override
  public void fault(CloseCode code) {
    if (code != CloseCode.NOT_ALLOWED) {
      end(SHORT_GRACE);
    }
    fault(code.getCode());
  }

  private void fault(int code) {
    if (verdict.position() == 0) {
      frame(TEXT, Integer.toString(code));
    }
  }

  private void frame(int start, String text) {
    verdict.put((byte) start).put((byte) (MASKED | text.length())).putInt(0);
    verdict.put(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Takes one from a bucket that fills again with time. */
  private boolean isAllowed() {
    long now = ticks.nanos();
    double filled = (double) (now - controlsAt) / TimeUnit.SECONDS.toNanos(1);
    controlsAt = now;
    controls = Math.min(MOST_CONTROLS, controls + filled) - 1;
    if (controls < 0) {
      fault(CloseCode.NOT_ALLOWED);
    }
    return controls >= 0;
  }

  private synchronized boolean isTooMuch(int more) {
    if (ending) {
      sinceEnd += more;
    }
    return sinceEnd > MOST_AFTER_END;
  }

  private void cut() {
    if (transport != null) {
      transport.cut();
      later(this::putAway, PUTTING_AWAY);
    }
  }

  private void putAway() {
    if (connection != null) {
      connection.letGo();
    }
    transport.close();
  }

  private void later(Runnable task, Duration pause) {
    try {
      ScheduledFuture<?> unused =
          threads.timer().schedule(() -> run(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends, and all connections with it", e);
    }
  }

  private void run(Runnable task) {
    try {
      threads.executor().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends, and all connections with it", e);
    }
  }
}

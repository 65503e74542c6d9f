package io.querycast.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes a body as it comes, up to one byte more than is allowed. Then it lets the request go on.
 */
final class BodyReader implements ReadListener {
  private static final Logger LOG = Logger.getLogger(BodyReader.class.getName());
  private static final int FIRST_SIZE = 2048;

  private final ServletInputStream in;
  private final WholeBody body;
  private final AsyncContext request;
  private final UnreadBodies.Unread place;
  private final ScheduledFuture<?> deadline;
  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;
  private boolean done;

  BodyReader(
      ServletInputStream in,
      WholeBody body,
      AsyncContext request,
      UnreadBodies.Unread place,
      ScheduledExecutorService timer) {
    this.in = in;
    this.body = body;
    this.request = request;
    this.place = place;
    this.deadline = timer.schedule(this::tooSlow, Patience.WHOLE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!isDone() && in.isReady()) {
      if (length == bytes.length) {
        int size = Math.min(2 * length, Body.MAX_BYTES + 1);
        try {
          place.grow(size);
        } catch (Problem problem) {
          goOn(problem);
          return;
        }
        bytes = Arrays.copyOf(bytes, size);
      }
      int count = in.read(bytes, length, bytes.length - length);
      if (count < 0) {
        return;
      }
      length += count;
      if (length > Body.MAX_BYTES) {
        goOn(
            new Problem(
                ErrorCode.BODY_TOO_LARGE, "Send at most %d bytes.".formatted(Body.MAX_BYTES)));
      }
    }
  }

  @Override
  public void onAllDataRead() {
    if (end()) {
      body.set(bytes, length);
      WaitingRequest.goOn(request);
    }
  }

  /** The connection broke, or the client has closed its side. */
  @Override
  public void onError(Throwable thrown) {
    LOG.log(Level.FINE, "A body did not arrive: {0}", thrown.getClass().getName());
    goOn(thrown instanceof Problem problem ? problem : Body.broken());
  }

  private void tooSlow() {
    goOn(
        new Problem(
            ErrorCode.BODY_TOO_SLOW,
            "Send the body within %d seconds.".formatted(Patience.WHOLE.toSeconds())));
  }

  /**
   * Lets the request go on without its body, so that its own thread refuses it. If another thread
   * completed it, the filters that need to see its end would not see it.
   */
  private void goOn(Problem problem) {
    if (end()) {
      body.refuse(problem);
      WaitingRequest.goOn(request);
    }
  }

  /**
   * Only the first end counts. The last byte, the deadline and a broken connection may come
   * together.
   */
  private synchronized boolean end() {
    boolean isFirst = !done;
    done = true;
    place.close();
    deadline.cancel(false);
    return isFirst;
  }

  private synchronized boolean isDone() {
    return done;
  }
}

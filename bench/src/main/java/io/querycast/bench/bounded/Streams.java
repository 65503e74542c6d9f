package io.querycast.bench.bounded;

import io.querycast.bench.world.BenchUser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** One result. Many clients read it as fast as it comes, and one more reads 1 KB a second. */
final class Streams implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<Void>> fast = new ArrayList<>();
  private final List<InputStream> bodies = new ArrayList<>();
  private final LongAdder bytes = new LongAdder();

  /** Requests all of them; they run from here on. */
  Streams(BenchUser user, String job, int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      InputStream body = user.result(job, "ndjson");
      bodies.add(body);
      if (i == 0) {
        Future<Void> unused = threads.submit(() -> readSlowly(body));
      } else {
        fast.add(threads.submit(() -> read(body)));
      }
    }
  }

  /** How many of the fast streams have not ended. */
  long running() {
    return fast.stream().filter(each -> !each.isDone()).count();
  }

  /** The bytes of all streams so far. */
  long bytes() {
    return bytes.sum();
  }

  /** Waits until all fast streams have ended. */
  void awaitEnds() throws IOException, InterruptedException {
    for (Future<Void> each : fast) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new IOException("A result broke off.", e.getCause());
      }
    }
  }

  private Void read(InputStream body) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      bytes.add(read);
    }
    return null;
  }

  private Void readSlowly(InputStream body) throws IOException, InterruptedException {
    for (int read = body.readNBytes(1024).length; read > 0; read = body.readNBytes(1024).length) {
      bytes.add(read);
      TimeUnit.SECONDS.sleep(1);
    }
    return null;
  }

  /** Breaks off the streams that have not ended. */
  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (InputStream body : bodies) {
      body.close();
    }
  }
}

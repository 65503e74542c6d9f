package io.querycast.result;

import io.querycast.Secret;
import io.querycast.Threads;
import io.querycast.aws.Bucket;
import io.querycast.aws.Upload;
import io.querycast.job.Job;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whole results as files in S3, for a gateway whose answers are too small for them. A node writes
 * the file, and whoever asked waits for it: here first, then at any node.
 */
@Singleton
class ResultFiles {
  private static final Logger LOG = Logger.getLogger(ResultFiles.class.getName());

  /** How long a request waits for its file: the gateway gives up after 30 s. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The time between two looks at what another node does. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** How long an address of S3 is good; who began to read by then may end. */
  static final Duration LIFE = DownloadStore.LIFE;

  private final Bucket bucket;
  private final FileStore store;
  private final Streamer streamer;
  private final Threads threads;
  private final InstantSource clock;
  private final Duration patience;
  private final Duration pause;

  @Inject
  ResultFiles(
      Bucket bucket, FileStore store, Streamer streamer, Threads threads, InstantSource clock) {
    this(bucket, store, streamer, threads, clock, PATIENCE, PAUSE);
  }

  ResultFiles(
      Bucket bucket,
      FileStore store,
      Streamer streamer,
      Threads threads,
      InstantSource clock,
      Duration patience,
      Duration pause) {
    this.bucket = bucket;
    this.store = store;
    this.streamer = streamer;
    this.threads = threads;
    this.clock = clock;
    this.patience = patience;
    this.pause = pause;
  }

  /** Whether whole results go by files. */
  boolean areUsed() {
    return bucket.isUsed();
  }

  /**
   * A file that was asked for.
   *
   * @param address where it can be read; empty as long as it is being written
   */
  record File(String id, Optional<URI> address) {}

  /**
   * Writes a file, and waits a while for its end.
   *
   * @throws Problem if the result can't be read, or S3 does not take it
   */
  File write(Job job, Download download) {
    return write(job, download, patience);
  }

  /**
   * Waits a while for a file that some node writes. If that node is gone, this one writes the
   * result anew. If that node has failed, this one would fail too, and as late.
   *
   * @param id as the file was told before
   * @throws Problem as with {@link #write}
   */
  File await(String id, Job job, Download download) {
    for (Duration left = patience; ; left = left.minus(pause)) {
      Optional<FileStore.State> state = store.find(id);
      if (state.isEmpty()) {
        return write(job, download, left);
      }
      if (state.get() == FileStore.State.WRITTEN) {
        return ready(id);
      }
      if (left.compareTo(pause) < 0) {
        return new File(id, Optional.empty());
      }
      rest();
    }
  }

  private File write(Job job, Download download, Duration wait) {
    Instant begun = clock.instant();
    OpenPage first = streamer.open(job);
    String id = Secret.id();
    Future<?> end;
    try {
      store.writing(id);
      end = threads.executor().submit(() -> write(id, job, first, download));
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
    try {
      Duration left = wait.minus(Duration.between(begun, clock.instant()));
      end.get(left.toMillis(), TimeUnit.MILLISECONDS);
      return ready(id);
    } catch (TimeoutException e) {
      return new File(id, Optional.empty());
    } catch (ExecutionException e) {
      throw problemOf(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private Void write(String id, Job job, OpenPage first, Download download) throws IOException {
    try (first;
        Upload upload =
            bucket.upload(id, download.format().mediaType(), download.disposition(job))) {
      streamer.write(job, first, download.writer(new Alive(upload, id)));
      upload.finish();
      store.written(id);
      return null;
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(
          Level.WARNING,
          "A file could not be written: {0}",
          e instanceof Problem problem ? problem.code() : e.getClass().getName());
      tellFailure(id, e);
      throw e;
    }
  }

  private void tellFailure(String id, Throwable failure) {
    try {
      store.failed(id, problemOf(failure));
    } catch (RuntimeException e) {
      // The node is then taken for dead, and the result is written anew.
      failure.addSuppressed(e);
    }
  }

  private File ready(String id) {
    return new File(id, Optional.of(bucket.address(id, LIFE)));
  }

  private void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private static Problem problemOf(Throwable failure) {
    return failure instanceof Problem problem ? problem : unavailable();
  }

  private static Problem unavailable() {
    return new Problem(
        ErrorCode.UNAVAILABLE, "The result can't be written now. Try again in a moment.");
  }

  /** Tells now and then that the file is still being written. */
  private final class Alive extends FilterOutputStream {
    private final String id;
    private Instant told = clock.instant();

    Alive(OutputStream out, String id) {
      super(out);
      this.id = id;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      if (!clock.instant().isBefore(told.plus(FileStore.BEAT))) {
        told = clock.instant();
        tell();
      }
    }

    private void tell() {
      try {
        store.writing(id);
      } catch (RuntimeException e) {
        // A node is taken for dead only after several beats.
        LOG.log(Level.FINE, "A beat could not be told", e);
      }
    }
  }
}

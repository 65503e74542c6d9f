package io.querycast.push;

import static io.querycast.rest.Json.JSON;

import io.querycast.job.Job;
import io.querycast.rest.JsonValues;
import io.querycast.warehouse.Rows;
import io.querycast.watch.Watches;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** The messages on the socket. */
final class PushMessage {
  /**
   * The longest frame of a node's own socket, in bytes. A longer one would make Liberty keep large
   * buffers.
   */
  static final int FRAME = 64 * 1024;

  /** Enough bytes for what surrounds the jobs of a snapshot. */
  private static final int ENVELOPE = 200;

  private static final byte[] RESULT = ",\"result\":".getBytes(StandardCharsets.US_ASCII);

  private PushMessage() {}

  /**
   * Returns the user's jobs as they are: the first ones that fit in one frame. The list, by REST,
   * has those that are left out.
   *
   * @param session the session of the socket; null for an answer by REST
   */
  static JsonObject snapshot(String session, Instant now, List<Job> jobs) {
    JsonArrayBuilder array = JSON.createArrayBuilder();
    fitting(jobs.stream().map(Job::toBriefJson).toList()).forEach(array::add);
    return JSON.createObjectBuilder()
        .add("type", "snapshot")
        .add("session", session == null ? JsonValue.NULL : JSON.createValue(session))
        .add("sentAt", JsonValues.time(now))
        .add("jobs", array)
        .build();
  }

  /**
   * Returns the jobs that fit in one frame. Half of the frame is for jobs that have ended: an
   * ending that is told nowhere else must not be crowded out by open jobs.
   */
  private static List<JsonObject> fitting(List<JsonObject> jobs) {
    int[] lengths =
        jobs.stream()
            .mapToInt(job -> job.toString().getBytes(StandardCharsets.UTF_8).length + 1)
            .toArray();
    boolean[] chosen = new boolean[lengths.length];
    int left = FRAME - ENVELOPE;
    for (int i = 0; i < chosen.length; i++) {
      if (!jobs.get(i).isNull("endedAt") && left - lengths[i] >= FRAME / 2) {
        chosen[i] = true;
        left -= lengths[i];
      }
    }
    for (int i = 0; i < chosen.length; i++) {
      if (!chosen[i] && lengths[i] <= left) {
        chosen[i] = true;
        left -= lengths[i];
      }
    }
    return IntStream.range(0, chosen.length).filter(i -> chosen[i]).mapToObj(jobs::get).toList();
  }

  /** Returns the message that shows only that the socket lives. */
  static String beat(Instant now) {
    return JSON.createObjectBuilder()
        .add("type", "beat")
        .add("sentAt", JsonValues.time(now))
        .build()
        .toString();
  }

  /** Returns the message for a job that has taken a step. */
  static String job(Instant now, Job job) {
    return JSON.createObjectBuilder()
        .add("type", "job")
        .add("sentAt", JsonValues.time(now))
        .add("job", job.toBriefJson())
        .build()
        .toString();
  }

  /**
   * Returns the message for a job that has finished, with the first rows that fit in one frame. It
   * has no result if even the columns do not fit.
   *
   * @param longest how many bytes a frame may have
   */
  static String job(Instant now, Job job, Rows rows, int longest) {
    return with(job(now, job), rows, longest);
  }

  /** Returns the message that a run of a watched question has ended, with an answer or without. */
  static String answer(Instant now, String watch, Job run) {
    return JSON.createObjectBuilder()
        .add("type", "answer")
        .add("sentAt", JsonValues.time(now))
        .add("watch", watch)
        .add("asOf", JsonValues.time(run.startedAt()))
        .add("served", run.served())
        .add("error", Watches.errorOf(run))
        .build()
        .toString();
  }

  /** The same, with the first rows that fit in one frame of so many bytes. */
  static String answer(Instant now, String watch, Job run, Rows rows, int longest) {
    return with(answer(now, watch, run), rows, longest);
  }

  private static String with(String without, Rows rows, int longest) {
    byte[] bare = without.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream(longest);
    frame.write(bare, 0, bare.length - 1);
    frame.writeBytes(RESULT);
    if (!rows.writeTo(frame, longest - frame.size() - 1)) {
      return without;
    }
    frame.write('}');
    return frame.toString(StandardCharsets.UTF_8);
  }
}

package io.querycast.push;

import io.querycast.job.Job;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * What a user is told about their jobs at one moment.
 *
 * @param fingerprint changes if, and only if, a job comes, goes or takes a step
 */
record Snapshot(List<Job> jobs, String fingerprint) {
  static Snapshot of(List<Job> jobs) {
    StringBuilder text = new StringBuilder();
    jobs.forEach(job -> text.append(job.id()).append(job.version()).append(' '));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new Snapshot(jobs, UUID.nameUUIDFromBytes(bytes).toString());
  }
}

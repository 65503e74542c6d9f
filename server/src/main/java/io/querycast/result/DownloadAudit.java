package io.querycast.result;

import io.querycast.Audit;
import io.querycast.job.Job;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Writes to the audit trail which whole results were sent, and for which an address was made. */
@Singleton
class DownloadAudit {
  private final Audit audit;

  @Inject
  DownloadAudit(Audit audit) {
    this.audit = audit;
  }

  /** A whole result is sent, in that form. */
  void downloaded(Job job, Download download) {
    write(Audit.What.DOWNLOADED, job, download);
  }

  /** An address was made that opens a whole result once. */
  void granted(Job job, Download download) {
    write(Audit.What.GRANTED, job, download);
  }

  private void write(Audit.What what, Job job, Download download) {
    audit.write(what, job.owner(), job.id(), Map.of("format", download.format().ending()));
  }
}

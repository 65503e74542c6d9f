package io.querycast.job;

import io.querycast.Audit;
import io.querycast.Secret;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes to the audit trail what users asked for, and what became of it. */
@Singleton
public class JobAudit {
  private final Audit audit;

  @Inject
  JobAudit(Audit audit) {
    this.audit = audit;
  }

  void changed(@Observes JobChanged changed) {
    Job job = changed.job();
    if (changed.isNew()) {
      audit.write(Audit.What.ASKED, job.owner(), job.id(), text(job));
    }
    if (changed.isEnd()) {
      Map<String, String> more = new LinkedHashMap<>();
      more.put("state", job.state().name());
      more.put("error", job.error() == null ? null : job.error().code().name());
      more.put(
          "learnedFrom",
          job.receipt().learnedFrom() == null
              ? null
              : job.receipt().learnedFrom().name().toLowerCase(Locale.ROOT));
      audit.write(Audit.What.ENDED, job.owner(), job.id(), more);
    }
  }

  /** The user asked to cancel the job. */
  void cancelAsked(Job job) {
    audit.write(Audit.What.CANCELLED, job.owner(), job.id(), Map.of());
  }

  /** The query's name, or enough of own SQL to recognise the same text again. */
  private static Map<String, String> text(Job job) {
    return job.query() == null
        ? Map.of("sqlHash", Secret.hash(job.sql()))
        : Map.of("query", job.query());
  }
}

package io.querycast.local.engine;

import java.time.Duration;
import java.util.List;

/**
 * What statements may take of the machine.
 *
 * @param megabytes the most memory of one statement; 0 for no limit
 * @param diskMegabytes the most disk for what one statement sorts, joins and groups
 * @param longest how long one statement may run
 * @param lasting whether the data must outlive a crash of the machine
 */
public record Limits(long megabytes, long diskMegabytes, Duration longest, boolean lasting) {

  /** PostgreSQL's settings; the rest is at its defaults. */
  List<String> settings() {
    return List.of(
        // 500 sessions and 200 active statements at most, and what the warehouse itself keeps open.
        "max_connections=750",
        // Less than the default for each: together they have no more memory than half as many.
        "max_locks_per_transaction=32",
        "max_pred_locks_per_transaction=10",
        "shared_buffers=64MB",
        "work_mem=64MB",
        "maintenance_work_mem=128MB",
        "temp_file_limit=" + diskMegabytes + "MB",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=256MB",
        "min_wal_size=8MB",
        "synchronous_commit=off",
        "fsync=" + (lasting ? "on" : "off"),
        "full_page_writes=" + (lasting ? "on" : "off"),
        "io_method=sync",
        "jit=off",
        "max_parallel_workers_per_gather=2",
        "random_page_cost=1.1",
        // New rows come into the indexes of sort keys within seconds.
        "autovacuum_naptime=10s",
        "standard_conforming_strings=on",
        // Texts and values of statements stay out of the log.
        "log_min_messages=fatal",
        "log_min_error_statement=panic",
        "log_checkpoints=off",
        "lc_messages=C");
  }
}

package io.querycast.result;

import io.querycast.job.Job;

/**
 * Rows of a job were read from Redshift.
 *
 * @param calls how many calls of the Data API that took
 */
public record RowsRead(Job job, int calls) {}

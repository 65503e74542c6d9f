package io.querycast.watch;

import io.querycast.job.Job;

/**
 * There is news for one watcher: a run has ended. It may be lost or come twice; whoever hears
 * nothing for longer than the pause of a watch asks for it.
 *
 * @param user who watches
 * @param watch the id of the user's watch
 * @param run a job that has ended, with an answer or without
 */
public record Answered(String user, String watch, Job run) {}

package io.querycast.job;

/** A job has taken a step, and the step is stored. */
public record JobChanged(Job job) {}

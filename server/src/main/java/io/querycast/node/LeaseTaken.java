package io.querycast.node;

/** This node holds an inbox from now on: its first one, or a different one than before. */
public record LeaseTaken(Lease lease) {}

package io.querycast.node;

/** This node holds an inbox from now on, the first or another than before. */
public record LeaseTaken(Lease lease) {}

package io.querycast.local.redshift;

/** The run was cancelled before it began. */
final class Cancelled extends Exception {
  private static final long serialVersionUID = 1L;
}

package io.querycast.faults;

/**
 * Near: the nodes' own classes, wired several times in this process. Far: servers of their own.
 *
 * @see Plan
 */
enum Size {
  NEAR(2_500, 2_000),
  FAR(8_000, 5_000);

  /** The milliseconds over which the asks of a seed are spread. */
  final int span;

  /** The longest that a fault lasts, in milliseconds. */
  final int longestFault;

  Size(int span, int longestFault) {
    this.span = span;
    this.longestFault = longestFault;
  }
}

package io.querycast.faults;

/** Something that goes wrong for a while. */
interface Nemesis {

  /** Its name in the figures. */
  String kind();

  /** Whether endings may be late while it lasts. */
  default boolean delays() {
    return false;
  }

  /** Begins. */
  void strike(World world);

  /** Ends, if it has an end. */
  default void relent(World world) {}

  /**
   * A nemesis with its time.
   *
   * @param at milliseconds after the seed began
   * @param lasts milliseconds
   */
  record Strike(Nemesis nemesis, long at, long lasts) {}
}

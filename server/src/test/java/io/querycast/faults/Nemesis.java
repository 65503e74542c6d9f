package io.querycast.faults;

/** Something that goes wrong for a while. */
interface Nemesis {

  /** What it is called in figures. */
  String kind();

  /** Whether endings may be late while it lasts. */
  default boolean delays() {
    return false;
  }

  /** Begins. */
  void strike(World world);

  /** Ends, where it has an end. */
  default void relent(World world) {}

  /**
   * A nemesis at its time.
   *
   * @param at milliseconds after the seed began
   * @param lasts milliseconds
   */
  record Strike(Nemesis nemesis, long at, long lasts) {}
}

package io.querycast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/** What else the machine does during a measurement, from {@code /proc}. */
public final class MachineLoad {
  private static final Path STAT = Path.of("/proc/stat");

  /** On every machine Linux shows programs CPU time in hundredths of a second. */
  private static final double TICKS = 100;

  private static final int IDLE = 3;
  private static final int IOWAIT = 4;

  /** The time of guests is already part of the user time. */
  private static final int LAST = 7;

  private final Collection<Long> ours;
  private final long startedAt;
  private final double all;
  private final double own;

  private MachineLoad(Collection<Long> ours) {
    this.ours = List.copyOf(ours);
    this.startedAt = System.nanoTime();
    this.all = all();
    this.own = own();
  }

  /**
   * Starts to watch.
   *
   * @param ours the processes of the measurement
   */
  public static MachineLoad watch(Collection<Long> ours) {
    return new MachineLoad(ours);
  }

  /** How many cores other processes have used since then; empty without /proc. */
  public OptionalDouble others() {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    if (!Files.exists(STAT) || seconds <= 0) {
      return OptionalDouble.empty();
    }
    double cores = Math.max(0, (all() - all - (own() - own)) / seconds);
    return OptionalDouble.of(Math.round(cores * 1000) / 1000.0);
  }

  /** The CPU seconds of a process so far; 0 if it is gone or there is no /proc. */
  public static double cpuSeconds(long process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
      // The name in brackets may contain any characters.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    } catch (IOException gone) {
      return 0;
    }
  }

  private double own() {
    return ours.stream().mapToDouble(MachineLoad::cpuSeconds).sum();
  }

  private static double all() {
    try (var lines = Files.lines(STAT)) {
      String[] fields = lines.findFirst().orElse("").trim().split("\\s+");
      double ticks = 0;
      for (int i = 0; i <= LAST && i + 1 < fields.length; i++) {
        if (i != IDLE && i != IOWAIT) {
          ticks += Long.parseLong(fields[i + 1]);
        }
      }
      return ticks / TICKS;
    } catch (IOException e) {
      return 0;
    }
  }
}

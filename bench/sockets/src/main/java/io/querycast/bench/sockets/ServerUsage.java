package io.querycast.bench.sockets;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** What one server and all other processes use from now on. */
final class ServerUsage {
  private final Measured server;
  private final List<Measured> own;
  private final long time = System.nanoTime();
  private final long cpu;
  private final long compiling;
  private final long ownCpu;
  private final long machine = Measured.machineNanos();

  /**
   * @param own the processes of the measurement besides the server and this one
   */
  ServerUsage(Measured server, List<Measured> own) {
    this.server = server;
    this.own = own;
    this.cpu = server.cpuNanos();
    this.compiling = server.compilingNanos();
    this.ownCpu = ownCpu();
  }

  /** CPU time of the server since then, in seconds. */
  double cpuSeconds() {
    return seconds(server.cpuNanos() - cpu);
  }

  /** How much of that a JVM has used to compile code that runs often. */
  double compilingSeconds() {
    return seconds(server.compilingNanos() - compiling);
  }

  /** CPU time of the measurement's other processes since then, in seconds. */
  double ownCpuSeconds() {
    return seconds(ownCpu() - ownCpu);
  }

  double seconds() {
    return seconds(System.nanoTime() - time);
  }

  /** How many cores all other processes have used since then. */
  double otherLoad() {
    long others =
        Measured.machineNanos() - machine - (server.cpuNanos() - cpu) - (ownCpu() - ownCpu);
    return Math.max(0, (double) others / Math.max(1, System.nanoTime() - time));
  }

  private long ownCpu() {
    return new Measured(ProcessHandle.current().pid()).cpuNanos()
        + own.stream().mapToLong(Measured::cpuNanos).sum();
  }

  private static double seconds(long nanos) {
    return (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }
}

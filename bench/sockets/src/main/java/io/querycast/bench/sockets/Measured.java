package io.querycast.bench.sockets;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A server's process, seen from outside: Linux's {@code /proc}, and the JVM's own beans. */
final class Measured {
  /** The unit in which {@code /proc} counts CPU time. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final long pid;
  private JMXConnector connector;

  Measured(long pid) {
    this.pid = pid;
  }

  /** CPU time so far, of user and system, in nanoseconds. */
  long cpuNanos() {
    try {
      return cpuNanos(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException e) {
      throw new IllegalStateException("Process %d is gone".formatted(pid), e);
    }
  }

  /** How much of this a JVM has used to compile code that runs often, in nanoseconds. */
  long compilingNanos() {
    return ofThreads(
        thread ->
            Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*")
                ? cpuNanos(thread.resolve("stat"))
                : 0);
  }

  /** CPU time of the threads that exist now, as exact as the system knows it. */
  long exactNanos() {
    return ofThreads(
        thread -> Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]));
  }

  /** The CPU time of a thread, from its folder in {@code /proc}. */
  private interface Usage {
    long nanos(Path thread) throws IOException;
  }

  private long ofThreads(Usage usage) {
    long all = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        try {
          all += usage.nanos(thread);
        } catch (IOException e) {
          // The thread has ended since it was listed, so it does not count.
        }
      }
      return all;
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("Process %d is gone".formatted(pid), e);
    }
  }

  private static long cpuNanos(Path stat) throws IOException {
    String line = Files.readString(stat);
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
  }

  /** Resident memory, in bytes. */
  long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          * 1024;
    } catch (IOException e) {
      throw new IllegalStateException("Process %d is gone".formatted(pid), e);
    }
  }

  /** The bytes in use in a JVM after a garbage collection, on the heap and in buffers. */
  long live() {
    try {
      MemoryMXBean memory = bean("java.lang:type=Memory", MemoryMXBean.class);
      memory.gc();
      memory.gc();
      BufferPoolMXBean direct =
          bean("java.nio:type=BufferPool,name=direct", BufferPoolMXBean.class);
      return memory.getHeapMemoryUsage().getUsed() + direct.getMemoryUsed();
    } catch (IOException e) {
      throw new IllegalStateException("Process %d does not tell".formatted(pid), e);
    }
  }

  /** How many objects of a class a JVM has after a garbage collection. */
  long instances(String type) {
    try {
      String histogram =
          (String)
              connection()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      return Pattern.compile(
              "^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(type) + "( |$)", Pattern.MULTILINE)
          .matcher(histogram)
          .results()
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .sum();
    } catch (IOException | JMException e) {
      throw new IllegalStateException("Process %d does not tell".formatted(pid), e);
    }
  }

  private <T> T bean(String name, Class<T> type) throws IOException {
    return ManagementFactory.newPlatformMXBeanProxy(connection(), name, type);
  }

  @SuppressWarnings("BanJNDI") // a child of ours, on this machine
  private MBeanServerConnection connection() throws IOException {
    if (connector == null) {
      try {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        connector =
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        machine.detach();
      } catch (AttachNotSupportedException e) {
        throw new IOException(e);
      }
    }
    return connector.getMBeanServerConnection();
  }

  /** CPU time of the whole machine so far, in nanoseconds. */
  static long machineNanos() {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
      long all = 0;
      // user nice system idle iowait irq softirq steal; the time of guests is part of user.
      for (int i : List.of(1, 2, 3, 6, 7, 8)) {
        all += Long.parseLong(fields[i]);
      }
      return all * TICK_NANOS;
    } catch (IOException e) {
      throw new IllegalStateException("This machine has no /proc/stat, as Linux does", e);
    }
  }
}

package io.querycast.bench.page;

import com.sun.management.OperatingSystemMXBean;
import io.querycast.bench.MachineLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The CPU time of an operation. It includes the garbage collector and the kernel's work, but not
 * the compiler, which works only at first. It also measures what other processes used during it.
 */
public final class CpuProfiler implements InternalProfiler {
  static final String CPU = "cpu";
  static final String OTHERS = "others";

  private static final Path THREADS = Path.of("/proc/self/task");

  private long cpu;
  private MachineLoad load;

  @Override
  public String getDescription() {
    return "CPU time of the process per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    ProcessHandle self = ProcessHandle.current();
    load =
        MachineLoad.watch(
            Stream.concat(Stream.of(self), self.children()).map(ProcessHandle::pid).toList());
    cpu = cpuNanos();
  }

  @Override
  public List<Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long used = cpuNanos() - cpu;
    double each = (double) used / Math.max(1, result.getMetadata().getAllOps());
    List<Result<?>> results = new ArrayList<>();
    results.add(new ScalarResult(CPU, each, "ns/op", AggregationPolicy.AVG));
    load.others()
        .ifPresent(
            others ->
                results.add(new ScalarResult(OTHERS, others, "cores", AggregationPolicy.AVG)));
    return results;
  }

  /** CPU time without the compiler's threads, if the machine can tell them apart. */
  private static long cpuNanos() {
    if (!Files.exists(THREADS)) {
      OperatingSystemMXBean process =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return process.getProcessCpuTime();
    }
    try (Stream<Path> threads = Files.list(THREADS)) {
      return threads.mapToLong(CpuProfiler::cpuNanos).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long cpuNanos(Path thread) {
    try {
      boolean compiles = Files.readString(thread.resolve("comm")).contains("CompilerThre");
      String run = Files.readString(thread.resolve("schedstat"));
      return compiles ? 0 : Long.parseLong(run.substring(0, run.indexOf(' ')));
    } catch (IOException ended) {
      return 0;
    }
  }
}

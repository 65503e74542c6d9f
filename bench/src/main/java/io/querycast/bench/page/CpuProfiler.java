package io.querycast.bench.page;

import com.sun.management.OperatingSystemMXBean;
import io.querycast.bench.MachineLoad;
import java.lang.management.ManagementFactory;
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
 * The CPU time of an operation, with all that the process spends on it: its collector too, and the
 * kernel's work for it. Beside it, what others took meanwhile.
 */
public final class CpuProfiler implements InternalProfiler {
  static final String CPU = "cpu";
  static final String OTHERS = "others";

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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
    cpu = process.getProcessCpuTime();
  }

  @Override
  public List<Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long used = process.getProcessCpuTime() - cpu;
    double each = (double) used / Math.max(1, result.getMetadata().getAllOps());
    List<Result<?>> results = new ArrayList<>();
    results.add(new ScalarResult(CPU, each, "ns/op", AggregationPolicy.AVG));
    load.others()
        .ifPresent(
            others ->
                results.add(new ScalarResult(OTHERS, others, "cores", AggregationPolicy.AVG)));
    return results;
  }
}

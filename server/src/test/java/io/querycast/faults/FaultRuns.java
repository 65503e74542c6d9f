package io.querycast.faults;

import io.querycast.CloudProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Runs many seeds: see docs/operations.md, "Fault runs". */
public final class FaultRuns {
  private static final Path FOLDER = Path.of("target/faults").toAbsolutePath();

  /** Held in a field, because a logger that nobody holds loses its level. */
  private static final Logger NODES = Logger.getLogger("io.querycast");

  /** Whether the histories of clean seeds are kept too. */
  private static final boolean HISTORIES = Boolean.getBoolean("faults.histories");

  private final Size size;
  private final Door door;
  private final Optional<Path> earlier;
  private final int slower;
  private final Tally tally = new Tally();

  private FaultRuns(Size size, Door door, Optional<Path> earlier, int slower) {
    this.size = size;
    this.door = door;
    this.earlier = earlier;
    this.slower = slower;
  }

  /**
   * Runs what the arguments ask for. The exit code is 1 unless all seeds are clean or all mutants
   * are caught.
   *
   * @param arguments {@code near}, {@code far} or {@code mutants}, then any of {@code door=node}
   *     (or {@code gateway}, or {@code both} with near nodes), {@code seeds=5}, {@code first=1} and
   *     {@code slots=1}; {@code earlier=FOLDER} with far nodes, the module {@code server} of an
   *     earlier version; {@code only=NAME,NAME} for some mutants; {@code log} shows what the near
   *     nodes log
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      options.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    if (!options.containsKey("log")) {
      NODES.setLevel(Level.OFF);
    }
    long seeds = Long.parseLong(options.getOrDefault("seeds", "5"));
    int slower = Integer.parseInt(options.getOrDefault("slower", "1"));
    Door door = Door.valueOf(options.getOrDefault("door", "node").toUpperCase(Locale.ROOT));
    if (door == Door.BOTH && !options.containsKey("near")) {
      throw new IllegalArgumentException("door=both needs near nodes.");
    }
    if (options.containsKey("mutants")) {
      System.exit(mutants(door, options.get("only"), seeds, slower) == 0 ? 0 : 1);
    }
    FaultRuns runs =
        new FaultRuns(
            options.containsKey("far") ? Size.FAR : Size.NEAR,
            door,
            Optional.ofNullable(options.get("earlier")).map(Path::of),
            slower);
    // Also if somebody ends the run: a long one has figures long before its last seed.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> System.out.println(runs.tally.table()), "figures"));
    runs.run(
        Long.parseLong(options.getOrDefault("first", "1")),
        seeds,
        Integer.parseInt(options.getOrDefault("slots", "1")));
    System.exit(runs.tally.failed() == 0 ? 0 : 1);
  }

  /**
   * Runs the mutants.
   *
   * @param only the names of some of them, separated by commas; null for all
   * @return how many escaped
   */
  private static int mutants(Door door, String only, long seeds, int slower)
      throws InterruptedException {
    List<Mutant> mutants =
        Stream.of(Mutant.values())
            .filter(mutant -> mutant.isOf(door))
            .filter(mutant -> only == null || List.of(only.split(",")).contains(mutant.name()))
            .toList();
    MutantRuns runs = new MutantRuns(door, seeds, slower);
    Path folder = FOLDER.resolve("mutants-" + ProcessHandle.current().pid());
    try (CloudProcess cloud = CloudProcess.start(folder, World.CLOUD)) {
      runs.run(mutants, cloud);
    }
    System.out.println(runs.table());
    return runs.escaped();
  }

  /**
   * Runs seeds, one after the other, in a world that is as warm as it is.
   *
   * @return the figures; each failure has been printed
   */
  static Tally run(World world, Size size, Door door, long seeds, int slower)
      throws InterruptedException {
    FaultRuns runs = new FaultRuns(size, door, Optional.empty(), slower);
    for (long seed = 1; seed <= seeds; seed++) {
      runs.seed(seed, world);
    }
    return runs.tally;
  }

  /**
   * Runs seeds, some of them at the same time, each slot in a world of its own. Each failure is
   * printed.
   */
  private void run(long first, long seeds, int slots) throws InterruptedException {
    AtomicLong next = new AtomicLong(first);
    ExecutorService threads = Executors.newFixedThreadPool(slots);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int slot = 0; slot < slots; slot++) {
        Path folder =
            FOLDER.resolve("%s-%d-%d".formatted(size, ProcessHandle.current().pid(), slot));
        all.add(
            threads.submit(
                () -> {
                  slot(folder, next, first + seeds);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A slot broke.", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void slot(Path folder, AtomicLong next, long end) throws InterruptedException {
    long seed = next.getAndIncrement();
    while (seed < end) {
      try (World world = open(folder)) {
        // The first seed is slow, whatever the faults, so it is not counted.
        Outcome unused = SeedRun.run(Plan.draw(size, door, 0, slower).with(List.of()), world);
        while (seed < end) {
          seed(seed, world);
          seed = next.getAndIncrement();
        }
      } catch (RuntimeException e) {
        // The harness or the machine failed, not the nodes: go on with a new world.
        System.out.printf("%s seed %d could not be run: %s%n", size, seed, e);
        e.printStackTrace();
        tally.addBroken();
        seed = next.getAndIncrement();
      }
    }
  }

  private void seed(long seed, World world) throws InterruptedException {
    long began = System.nanoTime();
    Outcome outcome = SeedRun.run(plan(seed), world);
    tally.add(outcome);
    if (!outcome.isClean()) {
      System.out.println(outcome.report(replay(seed)));
    }
    if (!outcome.isClean() || HISTORIES) {
      outcome.writeHistory(FOLDER.resolve("%s-%d.txt".formatted(size, seed)));
    }
    System.out.printf(
        "%s seed %d: %s in %.1f s. So far: %s%n",
        size,
        seed,
        outcome.isClean() ? "clean" : "NOT CLEAN",
        (System.nanoTime() - began) / 1e9,
        tally.line());
  }

  /** With nodes of an earlier version nothing is shared: the seeds that share are left out. */
  private Plan plan(long seed) {
    return Plan.draw(size, door, earlier.isPresent() ? 2 * seed - 1 : seed, slower);
  }

  private World open(Path folder) throws InterruptedException {
    if (size == Size.NEAR) {
      return NearWorld.open(folder, door, slower);
    }
    return earlier.isPresent()
        ? FarWorld.open(folder, door, earlier.get(), slower)
        : FarWorld.open(folder, door, slower);
  }

  /** The command that runs one seed again. */
  private String replay(long seed) {
    return "mvn -q -pl server test-compile exec:exec@faults -Dfaults=\"%s door=%s first=%d seeds=1 slower=%d\""
        .formatted(
            size.toString().toLowerCase(Locale.ROOT),
            door.toString().toLowerCase(Locale.ROOT),
            seed,
            slower);
  }
}

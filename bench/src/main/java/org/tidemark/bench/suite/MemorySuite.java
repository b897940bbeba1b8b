package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.Suite;
import org.tidemark.bench.contender.InotifyWait;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Visit;
import org.tidemark.bench.machine.KernelMemory;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/** What watching holds in memory, in the process and in the kernel. */
public final class MemorySuite implements Suite {
  static final String FANOTIFY = "tidemark fanotify";
  static final String INOTIFY = "tidemark inotify";
  static final List<Goal> GOALS =
      List.of(
          new Goal.AtMost(FANOTIFY, 96, "tidemark fanotify at most 96 MB"),
          new Goal.AtMost(INOTIFY, 160, "tidemark inotify at most 160 MB"));
  private static final double BYTES_PER_MB = 1e6;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String about() {
    return "what watching holds in memory, after arming and under load";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    afterArming(bench, rows);
    LoadedMemory.measure(bench, rows);
  }

  private void afterArming(Bench bench, Consumer<Row> rows)
      throws IOException, InterruptedException {
    Path tree = bench.trees().of(bench.size());
    List<Measured> processes = new ArrayList<>();
    List<Measured> kernel = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    visit(bench, FANOTIFY, () -> tidemark(bench, Source.FANOTIFY, tree), processes, kernel, parts);
    visit(bench, INOTIFY, () -> tidemark(bench, Source.INOTIFY, tree), processes, kernel, parts);
    visit(
        bench,
        "inotifywait -r -m",
        () -> Visit.of(() -> InotifyWait.start(bench, tree, Bench.LONG)),
        processes,
        kernel,
        parts);
    visit(
        bench, "watchman", () -> bench.visits().watchman(bench).visit(), processes, kernel, parts);
    rows.accept(ofProcesses(bench, processes));
    rows.accept(ofKernel(kernel, parts));
  }

  private Row ofProcesses(Bench bench, List<Measured> processes) {
    String size = String.format(Locale.ROOT, "%,d directories", bench.size().directories());
    return new Row(
        name(),
        "process",
        "Resident memory of the whole process (Rss in smaps_rollup) when it was ready, on a"
            + " tree of "
            + size
            + ".",
        "MB",
        "inotifywait -r -m",
        processes,
        GOALS,
        "");
  }

  private Row ofKernel(List<Measured> kernel, List<String> parts) {
    return new Row(
        name(),
        "kernel",
        "Kernel memory that its watches pin: objects in the slabs of ext4's inodes, dentries and"
            + " inotify's marks, with it and without it, each after dropping all dentries and"
            + " inodes that can be dropped.",
        "MB",
        "inotifywait -r -m",
        kernel,
        List.of(),
        String.join("; ", parts));
  }

  /** One way to a visit. */
  private interface Visiting {
    Visit make() throws IOException, InterruptedException;
  }

  private static Visit tidemark(Bench bench, Source source, Path tree)
      throws IOException, InterruptedException {
    return Visit.of(() -> TidemarkDaemon.start(bench, source, tree, Bench.LONG));
  }

  private static void visit(
      Bench bench,
      String contender,
      Visiting visiting,
      List<Measured> processes,
      List<Measured> kernel,
      List<String> parts)
      throws InterruptedException {
    try {
      Visit visit = visiting.make();
      processes.add(Measured.of(contender, visit.memory().resident() / BYTES_PER_MB));
      kernel.add(Measured.of(contender, visit.pinned().objects() / BYTES_PER_MB));
      parts.add(parts(contender, visit.pinned()));
      bench.progress().step("memory: " + contender + ": " + visit);
    } catch (IOException e) {
      processes.add(Measured.failed(contender, "failed: " + e.getMessage()));
      kernel.add(Measured.failed(contender, "failed: " + e.getMessage()));
    }
  }

  private static String parts(String contender, KernelMemory pinned) {
    return String.format(
        Locale.ROOT,
        "%s: inodes of ext4 %.0f, dentries %.0f, inotify marks %.0f",
        contender,
        pinned.inodes() / BYTES_PER_MB,
        pinned.dentries() / BYTES_PER_MB,
        pinned.marks() / BYTES_PER_MB);
  }
}

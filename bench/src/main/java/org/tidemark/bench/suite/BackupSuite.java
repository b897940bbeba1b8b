package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.MailDay;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Suite;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;
import org.tidemark.bench.suite.Mirrors.Caches;

/** What a whole backup costs, beside rsync, which has to look at everything. */
public final class BackupSuite implements Suite {
  private static final String IDLE = "tidemark rsync backup, nothing changed";
  private static final int MESSAGE_BYTES = 2048;
  private static final int MOVED_DIRECTORIES = 100;
  private static final int MOVED_FILES = 10_000;
  private static final int MOVED_BYTES = 16_384;

  /** On smaller trees rsync's walk is as short as a program's start. */
  private static final long TELLING_FILES = 1_000_000;

  /** In larger trees the proof takes longer than everything else, and is done at the end. */
  private static final long PROVED_EACH_TIME = 400_000;

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public String about() {
    return "a whole backup, from the start of the command to its exit, beside rsync alone";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    MailStore store = new MailStore(bench.trees().of(bench.size()), bench.size());
    try (Mirrors mirrors = Mirrors.make(bench, store)) {
      MailDay day = new MailDay(store, MESSAGE_BYTES, 1);
      rows.accept(changes(bench, mirrors, day, Caches.WARM));
      rows.accept(moved(bench, mirrors));
      rows.accept(changes(bench, mirrors, day, Caches.COLD));
    }
    PointCosts.measure(bench, rows);
  }

  private Row changes(Bench bench, Mirrors mirrors, MailDay day, Caches caches)
      throws IOException, InterruptedException {
    boolean warm = caches == Caches.WARM;
    String name = warm ? "warm" : "cold";
    int count = bench.changes();
    List<Measured> measured =
        new ArrayList<>(
            new PairedRounds(mirrors, bench.progress(), "backup, " + name)
                .run(warm ? 4 : 2, caches, isProvedEachTime(bench), () -> day.pass(count)));
    if (warm) {
      measured.add(idle(mirrors));
    }
    return new Row(
        name(),
        name,
        String.format(
            Locale.ROOT,
            "%,d changes at random places of a tree of %,d entries: new messages, changed flags"
                + " (renamed), removed and rewritten ones, a quarter each. The whole command, from"
                + " JVM start to exit, %s, and rsync alone over the same changes with a mirror of"
                + " its own, in turns. %s Afterwards rsync -aHAXnic --delete finds no difference.",
            count,
            bench.size().entries(),
            points(mirrors),
            warm
                ? "Before each of them source and mirror are walked."
                : "Before each of them all caches are dropped."),
        "s",
        PairedRounds.OURS,
        measured,
        isTelling(bench) ? goals(warm ? 20 : 50) : List.of(),
        "");
  }

  private static List<Goal> goals(int factor) {
    return List.of(
        new Goal.RatioAtLeast(
            PairedRounds.PLAIN, PairedRounds.OURS, factor, factor + "x faster than rsync"));
  }

  private static Measured idle(Mirrors mirrors) throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      seconds.add(mirrors.ours().backUp());
    }
    return Measured.of(IDLE, seconds);
  }

  private static String points(Mirrors mirrors) {
    return mirrors.ours().keepsPoints() ? "with a point in time kept" : "without points in time";
  }

  private static boolean isTelling(Bench bench) {
    return bench.size().files() >= TELLING_FILES;
  }

  private static boolean isProvedEachTime(Bench bench) {
    return bench.size().entries() <= PROVED_EACH_TIME;
  }

  private Row moved(Bench bench, Mirrors mirrors) throws IOException, InterruptedException {
    int files = (int) Math.min(MOVED_FILES, bench.size().files() / 4);
    Moving moving = Moving.make(bench, mirrors.ours().source(), files);
    mirrors.ours().backUp();
    mirrors.rsync("-aHAX");
    List<Measured> measured =
        new PairedRounds(mirrors, bench.progress(), "backup, moved")
            .run(4, Caches.WARM, isProvedEachTime(bench), moving::move);
    return new Row(
        name(),
        "moved",
        String.format(
            Locale.ROOT,
            "A directory with %,d directories and %,d files of %,d bytes is moved to another parent:"
                + " the whole command, %s, and rsync alone, which copies and deletes. Caches as in"
                + " the row before.",
            MOVED_DIRECTORIES,
            files,
            MOVED_BYTES,
            points(mirrors)),
        "s",
        PairedRounds.OURS,
        measured,
        isTelling(bench)
            ? List.of(
                new Goal.RatioAtLeast(
                    PairedRounds.PLAIN, PairedRounds.OURS, 20, "20x faster than rsync"))
            : List.of(),
        "");
  }

  /** A directory that moves back and forth. */
  private static final class Moving {
    private final Path here;
    private final Path there;

    private Moving(Path here, Path there) {
      this.here = here;
      this.there = there;
    }

    static Moving make(Bench bench, Path source, int files)
        throws IOException, InterruptedException {
      Path here = Files.createDirectory(source.resolve("here")).resolve("archive");
      Path there = Files.createDirectory(source.resolve("there")).resolve("renamed");
      bench
          .programs()
          .check(
              bench.compiled("maketree", here, MOVED_DIRECTORIES, files, MOVED_BYTES), Bench.LONG);
      return new Moving(here, there);
    }

    void move() throws IOException {
      boolean isHere = Files.exists(here);
      Files.move(isHere ? here : there, isHere ? there : here);
    }
  }
}

package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tidemark.bench.Bench;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Size;
import org.tidemark.bench.Suite;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;
import org.tidemark.bench.suite.BaculaSubject.Who;

/** What incremental jobs of Bacula cost and lose, with our list and without. */
public final class BaculaSuite implements Suite {
  private static final String OURS = "bacula with tidemark";
  private static final String STOCK = "bacula alone";
  private static final String KNOWN = "bacula, a list that is known";
  private static final int CHANGES = 10_000;
  private static final int LONG_LIST = 1_000_000;

  /** To be tried in a minute; the largest tree is for a full run. */
  private static final Size LITTLE = new Size(10_000, 30_000, false);

  @Override
  public String name() {
    return "bacula";
  }

  @Override
  public String about() {
    return "incremental jobs of Bacula's own daemons, with our list and without";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    Size little =
        new Size(
            Math.min(LITTLE.directories(), bench.size().directories()),
            Math.min(LITTLE.files(), bench.size().files()),
            false);
    try (BaculaSubject subject = subject(bench, little)) {
      if (!bench.size().full()) {
        costs(bench, subject, rows);
      }
      rows.accept(lost(bench, subject));
    }
    if (bench.size().full()) {
      try (BaculaSubject subject = subject(bench, bench.size())) {
        costs(bench, subject, rows);
      }
    }
  }

  private static BaculaSubject subject(Bench bench, Size size)
      throws IOException, InterruptedException {
    MailStore store = new MailStore(bench.trees().named("bacula", size), size);
    return BaculaSubject.start(bench, store, CHANGES);
  }

  private void costs(Bench bench, BaculaSubject subject, Consumer<Row> rows)
      throws IOException, InterruptedException {
    rows.accept(changed(bench, subject));
    rows.accept(idle(bench, subject));
    rows.accept(memory(bench, subject));
  }

  private Row changed(Bench bench, BaculaSubject subject) throws InterruptedException {
    List<Measured> measured =
        new Rounds(bench.progress(), "bacula, changed")
            .with(OURS, 3, () -> saveChanges(subject, Who.OURS))
            .with(KNOWN, 3, () -> saveChanges(subject, Who.KNOWN))
            .with(STOCK, bench.size().choose(1, 3), () -> saveChanges(subject, Who.STOCK))
            .run();
    return new Row(
        name(),
        "changed",
        String.format(
            Locale.ROOT,
            "%,d of the files in a tree of %,d entries get a byte more. An incremental job, from the"
                + " console's command to its end, two seconds of which the Director waits before it"
                + " begins: with our list, with a file that names just these files, and by times."
                + " Caches are warm.",
            subject.changes(),
            subject.store().size().entries()),
        "s",
        KNOWN,
        measured,
        List.of(new Goal.RatioAtMost(OURS, KNOWN, 1.5, "at most 1.5x of a list that is known")),
        "");
  }

  private static double saveChanges(BaculaSubject subject, Who who)
      throws IOException, InterruptedException {
    subject.change();
    return subject.save(who, subject.changes());
  }

  private Row idle(Bench bench, BaculaSubject subject) throws InterruptedException {
    int stock = bench.size().choose(2, 3);
    List<Measured> measured =
        new Rounds(bench.progress(), "bacula, idle")
            .with(OURS, 3, () -> subject.save(Who.OURS, 0))
            .with(STOCK, stock, () -> subject.save(Who.STOCK, 0))
            .run();
    return new Row(
        name(),
        "idle",
        String.format(
            Locale.ROOT,
            "The same job in a tree of %,d entries after the row before, with nothing changed since"
                + " the first round.",
            subject.store().size().entries()),
        "s",
        OURS,
        measured,
        bench.size().full()
            ? List.of(new Goal.RatioAtLeast(STOCK, OURS, 10, "10x faster than by times"))
            : List.of(),
        "");
  }

  /** What is changed for it is left to the next jobs, if any. */
  private Row memory(Bench bench, BaculaSubject subject) throws IOException, InterruptedException {
    bench.progress().step("bacula: memory of the file daemon");
    double alone = subject.memoryOfEstimate(Who.STOCK, 0);
    int names = subject.changeMany(LONG_LIST);
    double listed = subject.memoryOfEstimate(Who.OURS, names);
    return new Row(
        name(),
        "memory",
        String.format(
            Locale.ROOT,
            "The largest resident memory (VmHWM) of Bacula's file daemon, which keeps the whole list,"
                + " while it is asked what an incremental job would save: with our list after %,d"
                + " files changed, and by times before that.",
            names),
        "MB",
        STOCK,
        List.of(Measured.of(OURS, listed), Measured.of(STOCK, alone)),
        List.of(),
        "");
  }

  private Row lost(Bench bench, BaculaSubject subject) throws IOException, InterruptedException {
    bench.progress().step("bacula: what is lost");
    int changed = moveAndRemove(subject.store().tree());
    for (Who who : List.of(Who.STOCK, Who.OURS)) {
      double unused = subject.save(who, 0);
    }
    List<Measured> measured =
        List.of(
            Measured.of(STOCK, wrong(subject, Who.STOCK)),
            Measured.of(OURS, wrong(subject, Who.OURS)));
    return new Row(
        name(),
        "lost",
        String.format(
            Locale.ROOT,
            "In a tree of %,d entries, directories are moved and files removed, %,d in all; then an"
                + " incremental job, and a restore of the newest state, ours followed by"
                + " restore-clean. Counted are names that are missing or too many.",
            subject.store().size().entries(),
            changed),
        "names",
        "",
        measured,
        List.of(new Goal.AtMost(OURS, 0, "none")),
        "");
  }

  /** Moves what lies in one part of the tree, and removes files from another. */
  private static int moveAndRemove(Path tree) throws IOException {
    List<Path> parts = children(tree);
    Path target = Files.createDirectory(tree.resolve("moved"));
    int done = 0;
    for (Path folder : children(parts.get(0))) {
      Files.move(folder, target.resolve(folder.getFileName()));
      done++;
    }
    for (Path folder : children(parts.get(1))) {
      Files.deleteIfExists(folder.resolve("1."));
      done++;
    }
    return done;
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static double wrong(BaculaSubject subject, Who who)
      throws IOException, InterruptedException {
    Set<String> expected = names(subject.store().tree());
    Set<String> restored = names(subject.restored(who));
    long missing = expected.stream().filter(name -> !restored.contains(name)).count();
    long back = restored.stream().filter(name -> !expected.contains(name)).count();
    return missing + back;
  }

  private static Set<String> names(Path tree) throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> all = Files.walk(tree)) {
      all.forEach(path -> names.add(tree.relativize(path).toString()));
    }
    return names;
  }
}

package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.RsyncProof;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;
import org.tidemark.rsync.points.Chain;
import org.tidemark.rsync.points.Expire;
import org.tidemark.rsync.points.PointsFolder;
import org.tidemark.rsync.points.Progress;
import org.tidemark.rsync.points.Step;

/**
 * A source with random work on it, a mirror with points, and for each point a copy of the source as
 * it was then, made by cp: what a restore of that point must be. Everything goes through the
 * commands. Used by one thread.
 */
final class PointsBench implements AutoCloseable {
  private static final int OPERATIONS = 120;
  private static final int SHOWN = 30;

  /** Records about a name, each step's, and what became of it in the step's tree. */
  private static final String TELL =
      """
      cd "$1"
      for step in [0-9]*; do
        echo "$step $([ -e $step/done ] && echo done || echo interrupted)"
        for file in before renames; do
          grep -azF -- "/$(basename -- "$2")" $step/$file | tr '\\0' '\\n' | sed "s/^/  $file: /"
        done
        find $step/tree -name "$(basename -- "$2" | tr '[]*?' '????')*" -ls
        ls -ldi --time-style=full-iso -- "$step/tree/$2" 2>/dev/null
      done
      """;

  private final Path folder;
  private final ScratchFilesystem filesystem;
  private final ByteTree source;
  private final ByteTree mirror;
  private final Workload workload;
  private final LiveDaemon daemon;

  /** By the number of the point. */
  private final NavigableMap<Long, ByteTree> copies = new TreeMap<>();

  private int restores;

  /**
   * @param temporary an empty folder of the test's own
   */
  PointsBench(Path temporary, Kind kind, long seed) throws Exception {
    folder = temporary.toRealPath();
    filesystem = ScratchFilesystem.create(kind);
    filesystem.tree().mkdir("src");
    source = new ByteTree(filesystem.tree().path("src"));
    mirror = tree("dst");
    Workload.Options options = Workload.Options.everything().withEveryKind().withoutLongMappings();
    workload = new Workload(source, seed, options);
    daemon = LiveDaemon.start(folder, source.top(), SourceChoice.AUTO);
  }

  private ByteTree tree(String name) throws IOException {
    Path path = Files.createDirectory(folder.resolve(name));
    return new ByteTree(PathBytes.ofUtf8(path.toString()));
  }

  void work() {
    workload.run(OPERATIONS);
    workload.barrier();
  }

  /** A backup at rest: the mirror is the source, and so is the new point. */
  void backUp() throws Exception {
    LiveDaemon.Result result = daemon.tidemark(backup());
    assertThat(result.code()).as(said(result.toString())).isZero();
    assertSame(source, mirror, "the mirror");
    keepCopy();
  }

  private String[] backup() {
    return new String[] {
      "rsync",
      "backup",
      "--consumer",
      "oracle",
      "--source",
      source.top().latin1(),
      "--dest",
      mirror.top().latin1()
    };
  }

  /** How long a backup takes as a process of its own. */
  Duration backUpOutside() throws Exception {
    ForkedTidemark backup = fork(backup());
    Duration time = backup.await();
    assertThat(backup.exitCode()).as(said(backup.said())).isZero();
    keepCopy();
    return time;
  }

  /** Starts a backup and kills it; whatever came of it, the mirror need not be the source. */
  void backUpKilledAfter(Duration time) throws Exception {
    ForkedTidemark backup = fork(backup());
    OptionalInt ended = backup.killedAfter(time);
    assertThat(ended.orElse(0)).as(said(backup.said())).isZero();
    keepCopy();
  }

  private ForkedTidemark fork(String... arguments) throws IOException {
    return ForkedTidemark.start(folder, daemon.state(), arguments);
  }

  /** If the last run came so far that there is a new point, then this is what it must be. */
  private void keepCopy() throws IOException {
    TreeSet<Long> done = new TreeSet<>(done());
    if (!done.isEmpty() && !copies.containsKey(done.last())) {
      ByteTree copy = tree("copy" + done.last());
      String from = source.top().latin1() + "/.";
      Programs.run("cp", "-a", from, copy.top().latin1() + "/").orFail();
      copies.put(done.last(), copy);
    }
  }

  private Set<Long> done() throws IOException {
    Path points = folder.resolve("dst.points");
    Set<Long> found = new TreeSet<>();
    if (Files.isDirectory(points)) {
      try (Stream<Path> steps = Files.list(points)) {
        steps
            .filter(step -> Files.exists(step.resolve("done")))
            .filter(step -> step.getFileName().toString().matches("[0-9]{8}"))
            .forEach(step -> found.add(Long.parseLong(step.getFileName().toString())));
      }
    }
    return found;
  }

  /** Keeps these points and drops the others, whatever their age. */
  void expireAllBut(Set<Long> kept) throws Exception {
    org.tidemark.rsync.host.Programs programs = new org.tidemark.rsync.host.Programs();
    PointsFolder points = new PointsFolder(programs, PointsFolder.besideMirror(mirror.top()));
    List<Step> steps = points.steps();
    Chain chain = Chain.of(steps, steps.get(steps.size() - 1).number());
    Path work = Files.createTempDirectory(folder, "expire");
    new Expire(programs, points, work, Progress.SILENT).keep(steps, chain, kept, false);
    forgetAllBut(kept);
  }

  private void forgetAllBut(Set<Long> kept) {
    for (long point : points()) {
      if (!kept.contains(point)) {
        Programs.run("rm", "-rf", copies.remove(point).top().latin1()).orFail();
      }
    }
  }

  /** How long it takes to find out what would be dropped. */
  Duration askWhatExpires(int last) throws Exception {
    ForkedTidemark expire = fork(expire(last, "--dry-run"));
    Duration time = expire.await();
    assertThat(expire.exitCode()).as(said(expire.said())).isZero();
    return time;
  }

  /** Kills the command, looks at the points that it was to keep, and lets another finish. */
  void expireKilledAfter(int last, Duration time) throws Exception {
    OptionalInt ended = fork(expire(last)).killedAfter(time);
    assertThat(ended.orElse(0)).isZero();
    List<Long> all = points();
    Set<Long> kept = new TreeSet<>(all.subList(Math.max(0, all.size() - last), all.size()));
    for (long point : kept) {
      assertRestored(point);
    }
    LiveDaemon.Result result = daemon.tidemark(expire(last));
    assertThat(result.code()).as(said(result.toString())).isZero();
    forgetAllBut(kept);
  }

  private String[] expire(int last, String... more) {
    List<String> all = new ArrayList<>(List.of("rsync", "expire"));
    all.addAll(List.of("--dest", mirror.top().latin1(), "--keep-last", String.valueOf(last)));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  List<Long> points() {
    return new ArrayList<>(copies.keySet());
  }

  void assertEveryPointIsRestored() throws Exception {
    for (long point : points()) {
      assertRestored(point);
    }
  }

  void assertRestored(long point) throws Exception {
    ByteTree target = tree("restored" + ++restores);
    LiveDaemon.Result result =
        daemon.tidemark(
            "rsync",
            "restore",
            "--dest",
            mirror.top().latin1(),
            "--at",
            String.valueOf(point),
            "--to",
            target.top().latin1());
    String what = "point " + point + " of " + points();
    assertThat(result.code()).as(what + ": " + said(result.toString())).isZero();
    assertSame(copies.get(point), target, what);
    Programs.run("rm", "-rf", target.top().latin1()).orFail();
    assertVerified(point, what);
  }

  /** What nobody damaged has no difference. */
  private void assertVerified(long point, String what) throws Exception {
    String at = String.valueOf(point);
    LiveDaemon.Result result =
        daemon.tidemark("rsync", "verify", "--dest", mirror.top().latin1(), "--at", at);
    assertThat(result.code()).as(what + ": " + said(result.toString())).isZero();
  }

  private void assertSame(ByteTree expected, ByteTree actual, String what) {
    List<String> found = new ArrayList<>(TreeDifference.between(expected, actual));
    RsyncProof.lines(expected, actual).forEach(line -> found.add("rsync: " + line));
    List<String> shown = found.subList(0, Math.min(SHOWN, found.size()));
    assertThat(shown).as(said(what) + (found.isEmpty() ? "" : stepsOn(found.get(0)))).isEmpty();
  }

  /** What the steps hold about the name that a difference begins with. */
  private String stepsOn(String difference) {
    String path = difference.substring(1, Math.max(1, difference.indexOf(": ")));
    String name = new String(PercentText.decode(path), StandardCharsets.ISO_8859_1);
    String points = mirror.top().latin1() + ".points";
    return "\n" + Programs.run("bash", "-c", TELL, "bash", points, name).output();
  }

  private String said(String what) {
    return workload + ": " + what;
  }

  @Override
  public void close() {
    daemon.close();
    workload.close();
    filesystem.close();
  }
}

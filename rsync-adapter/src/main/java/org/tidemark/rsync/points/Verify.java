package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.exec.LogOutputStream;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.NameComplaints;
import org.tidemark.rsync.host.Program;

/**
 * Reads files on the mirror's machine and compares them with the checksums that backups recorded.
 * Not thread-safe.
 */
public final class Verify {
  /**
   * Sorted by inode, with its temporary files where there is room for copies of files. What ends a
   * find(1) early is told on standard error: its exit status is lost in the pipe.
   */
  private static final String MIRROR_FILES =
      """
      { find . \\( -type f -o -type d \\) -printf '%y %i %T@ %C@ %s %p\\0' \
          || echo incomplete >&2; } | sort -z -n -k2,2 -T "$1"
      """;

  private static final String SAVED_FILES =
      """
      points=$1
      shift
      for step in "$@"; do
        if [ -d "$step/tree" ]; then find "$step/tree" -type f \
          -printf '%y %i %T@ %C@ %s ./%p\\0' || echo incomplete >&2; fi
      done | sort -z -n -k2,2 -T "$points"
      """;

  /**
   * All checksums, those of one inode in the order of their steps, each with the second in which it
   * was noted; a step may have no file.
   */
  private static final String SUMS =
      """
      ls >/dev/null
      for step in [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9] sums/[0-9]*; do
        case $step in
          sums/*) echo "${step#sums/} $step" ;;
          *) echo "$step $step/sums" ;;
        esac
      done | sort | while read -r number file; do
        noted=$(stat -c %Y "$file" 2>/dev/null || echo 0)
        cat "$file" | sed "s/\\$/ $noted/"
      done | sort -s -n -k1,1 -T .
      """;

  private static final String OTHER_NAMES = "names in it came or went after it was backed up";

  /** So many files, or so many bytes, are read between two signs of progress. */
  private static final int MOST_NAMES = 2000;

  private static final long MOST_BYTES = 2L << 30;
  private static final int MD5_DIGITS = 32;
  private static final String WHOLE_SECOND = ".000000000";

  /**
   * A file that is not what it was, or what kept us from looking at all files.
   *
   * @param path in the mirror, or below the step's number in the points folder
   */
  public record Difference(PathBytes path, String what) {}

  /**
   * What was found.
   *
   * @param files that were looked at; one with several names counts once
   * @param unknown how many of them have no checksum of their present state
   */
  public record Outcome(long files, long unknown, List<Difference> differences) {
    public Outcome {
      differences = List.copyOf(differences);
    }

    /** Both together. */
    public Outcome and(Outcome other) {
      List<Difference> all = new ArrayList<>(differences);
      all.addAll(other.differences);
      return new Outcome(files + other.files, unknown + other.unknown, all);
    }
  }

  /**
   * A line of a listing.
   *
   * @param modified time as {@code SECONDS.NANOS}
   * @param changed the same of the change of attributes or, of a directory, of its names
   */
  private record Listed(
      boolean isDirectory, long inode, String modified, String changed, long size, PathBytes path) {
    static Listed parse(String record) {
      String[] fields = record.split(" ", 6);
      return new Listed(
          fields[0].equals("d"),
          Long.parseLong(fields[1]),
          SumMaker.exactTime(fields[2]),
          SumMaker.exactTime(fields[3]),
          Long.parseLong(fields[4]),
          MirrorName.parse(fields[5]));
    }

    /**
     * True for a directory in which names came or went last: a backup gives it the time of its
     * source afterwards, which is another moment. Whole seconds prove nothing, since some
     * filesystems know no others.
     */
    boolean hasOtherNames() {
      return isDirectory && modified.equals(changed) && !modified.endsWith(WHOLE_SECOND);
    }
  }

  private record Expected(Listed file, NotedSum noted) {
    boolean isOf(String md5) {
      return noted.sum().md5().equals(md5);
    }

    boolean hasSameTime() {
      return noted.sum().time().equals(file.modified());
    }
  }

  private final Host host;
  private final PointsFolder points;
  private final Path work;
  private final Progress progress;
  private final List<Difference> differences = new ArrayList<>();
  private long files;
  private long unknown;

  /**
   * @param work an empty folder of this machine, for this run alone
   */
  public Verify(Host host, PointsFolder points, Path work, Progress progress) {
    this.host = host;
    this.points = points;
    this.work = work;
    this.progress = progress;
  }

  /**
   * Compares the files of the mirror.
   *
   * @param atRest whether the last backup came to its end, so that nothing but somebody else
   *     explains directories in which names came or went
   */
  public Outcome mirror(PathBytes mirror, boolean atRest) throws TidemarkException {
    return compare(mirror, MIRROR_FILES, List.of(), atRest);
  }

  /** Compares what steps saved. */
  public Outcome saved(List<Step> steps) throws TidemarkException {
    List<String> names = steps.stream().map(step -> StepFolder.nameOf(step.number())).toList();
    return compare(points.path(), SAVED_FILES, names, false);
  }

  private Outcome compare(PathBytes place, String listing, List<String> arguments, boolean atRest)
      throws TidemarkException {
    progress.begins("listing files", 0);
    Path there = work.resolve("files");
    List<String> words = new ArrayList<>(List.of("sh", "-c", listing, "sh"));
    words.add(points.path().latin1());
    words.addAll(arguments);
    differences.clear();
    run(new Program("", "", null, words).in(place), there, "not every file was found: ");
    Path sums = work.resolve("sums");
    run(Program.of("sh", "-c", SUMS).in(points.path()), sums, "not every checksum was read: ");
    files = 0;
    unknown = 0;
    try (NulRecords records = new NulRecords(Files.newInputStream(there));
        SumReader known = new SumReader(sums)) {
      compare(place, records, known, atRest);
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot read checksums: " + e.getMessage(), e);
    }
    return new Outcome(files, unknown, differences);
  }

  private void compare(PathBytes place, NulRecords records, SumReader known, boolean atRest)
      throws IOException, TidemarkException {
    progress.begins("reading files", 0);
    List<Expected> batch = new ArrayList<>();
    long bytes = 0;
    long last = -1;
    for (String record = records.next(); record != null; record = records.next()) {
      Listed found = Listed.parse(record);
      if (atRest && found.hasOtherNames()) {
        differences.add(new Difference(found.path(), OTHER_NAMES));
      }
      if (found.isDirectory() || found.inode() == last) {
        continue;
      }
      last = found.inode();
      files++;
      Optional<NotedSum> sum = known.of(found.inode());
      if (sum.isEmpty()) {
        unknown++;
        continue;
      }
      batch.add(new Expected(found, sum.get()));
      bytes += found.size();
      if (batch.size() >= MOST_NAMES || bytes >= MOST_BYTES) {
        read(place, batch);
        batch.clear();
        bytes = 0;
      }
    }
    read(place, batch);
  }

  private void read(PathBytes place, List<Expected> batch) throws IOException, TidemarkException {
    Map<PathBytes, String> found = new HashMap<>();
    for (String line : told(place, batch, "md5sum", "-z")) {
      found.put(MirrorName.parse(line.substring(MD5_DIGITS + 2)), line.substring(0, MD5_DIGITS));
    }
    List<Expected> others = new ArrayList<>();
    for (Expected expected : batch) {
      progress.oneDone();
      String md5 = found.get(expected.file().path());
      if (md5 == null) {
        differences.add(new Difference(expected.file().path(), "cannot be read"));
      } else if (!expected.isOf(md5)) {
        others.add(expected);
      }
    }
    judge(place, others);
  }

  /**
   * Files that have not the content that was noted for their inode. One that is younger than the
   * note is another file, which was given the number of one that is gone.
   */
  private void judge(PathBytes place, List<Expected> others) throws IOException, TidemarkException {
    Map<PathBytes, Long> births = new HashMap<>();
    for (String line : told(place, others, "stat", "--printf=%W %n\\0")) {
      int blank = line.indexOf(' ');
      births.put(
          MirrorName.parse(line.substring(blank + 1)), Long.parseLong(line.substring(0, blank)));
    }
    for (Expected expected : others) {
      PathBytes path = expected.file().path();
      if (!expected.hasSameTime() && births.getOrDefault(path, 0L) > expected.noted().second()) {
        unknown++;
      } else {
        differences.add(new Difference(path, "has other content than was backed up"));
      }
    }
  }

  /** What a program prints for these files, each record with a NUL behind. */
  private List<String> told(PathBytes place, List<Expected> files, String... words)
      throws IOException, TidemarkException {
    Path names = work.resolve("names");
    try (NulWriter out = new NulWriter(names)) {
      for (Expected expected : files) {
        out.add(MirrorName.text(expected.file().path()));
      }
    }
    List<String> all = new ArrayList<>(List.of("xargs", "-0", "-r"));
    all.addAll(List.of(words));
    all.add("--");
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Program program = new Program("", "", null, all);
    try (LogOutputStream errors = messages()) {
      // Its exit status only says that a name is missing in what it printed.
      int unused = host.run(program.in(place).reading(names), output, errors);
    }
    List<String> lines = new ArrayList<>();
    try (NulRecords in = new NulRecords(new ByteArrayInputStream(output.toByteArray()))) {
      for (String line = in.next(); line != null; line = in.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private LogOutputStream messages() {
    return new LogOutputStream(0, StandardCharsets.ISO_8859_1) {
      @Override
      protected void processLine(String line, int level) {
        progress.message(line);
      }
    };
  }

  /**
   * Whatever the program complains of, but for missing names, is a difference of the place.
   *
   * @param meaning what a complaint means, for people
   */
  private void run(Program program, Path output, String meaning) throws TidemarkException {
    NameComplaints errors = new NameComplaints();
    int exit;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output))) {
      exit = host.run(program, out, errors);
      errors.close();
    } catch (IOException e) {
      throw PointsFolder.failed("cannot write " + output + ": " + e.getMessage(), e);
    }
    if (exit != 0) {
      String cause = errors.serious() + " (" + exit + ")";
      throw PointsFolder.failed("cannot list files: " + cause, null);
    }
    for (String line : errors.all()) {
      differences.add(new Difference(PathBytes.ROOT, meaning + line));
    }
  }
}

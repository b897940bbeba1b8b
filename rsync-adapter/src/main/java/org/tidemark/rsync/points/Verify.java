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
  private static final String RECORD = "%i %T@ %s ";

  /**
   * Sorted by inode, with its temporary files where there is room for copies of files. What ends a
   * find(1) early is told on standard error: its exit status is lost in the pipe.
   */
  private static final String MIRROR_FILES =
      "{ find . -type f -printf '"
          + RECORD
          + "%p\\0' || echo incomplete >&2; } | sort -z -n -k1,1 -T \"$1\"";

  private static final String SAVED_FILES =
      """
      points=$1
      shift
      for step in "$@"; do
        if [ -d "$step/tree" ]; then find "$step/tree" -type f -printf '%i %T@ %s ./%p\\0' \
          || echo incomplete >&2; fi
      done | sort -z -n -k1,1 -T "$points"
      """;

  /** All checksums, those of one inode in the order of their steps; a step may have no file. */
  private static final String SUMS =
      """
      ls >/dev/null
      for step in [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9] sums/[0-9]*; do
        case $step in
          sums/*) echo "${step#sums/} $step" ;;
          *) echo "$step $step/sums" ;;
        esac
      done | sort | while read -r number file; do cat "$file"; done \
        | sort -s -n -k1,1 -T .
      """;

  /** So many files, or so many bytes, are read between two signs of progress. */
  private static final int MOST_NAMES = 2000;

  private static final long MOST_BYTES = 2L << 30;
  private static final int MD5_DIGITS = 32;

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

  private record Expected(PathBytes path, Sum sum, boolean sameTime) {}

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

  /** Compares the files of the mirror. */
  public Outcome mirror(PathBytes mirror) throws TidemarkException {
    return compare(mirror, MIRROR_FILES, List.of());
  }

  /** Compares what steps saved. */
  public Outcome saved(List<Step> steps) throws TidemarkException {
    List<String> names = steps.stream().map(step -> StepFolder.nameOf(step.number())).toList();
    return compare(points.path(), SAVED_FILES, names);
  }

  private Outcome compare(PathBytes place, String listing, List<String> arguments)
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
      compare(place, records, known);
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot read checksums: " + e.getMessage(), e);
    }
    return new Outcome(files, unknown, differences);
  }

  private void compare(PathBytes place, NulRecords records, SumReader known)
      throws IOException, TidemarkException {
    progress.begins("reading files", 0);
    List<Expected> batch = new ArrayList<>();
    long bytes = 0;
    long last = -1;
    for (String record = records.next(); record != null; record = records.next()) {
      String[] fields = record.split(" ", 4);
      long inode = Long.parseLong(fields[0]);
      if (inode == last) {
        continue;
      }
      last = inode;
      files++;
      Optional<Sum> sum = known.of(inode);
      if (sum.isEmpty()) {
        unknown++;
        continue;
      }
      boolean sameTime = sum.get().time().equals(SumMaker.exactTime(fields[1]));
      batch.add(new Expected(MirrorName.parse(fields[3]), sum.get(), sameTime));
      bytes += Long.parseLong(fields[2]);
      if (batch.size() >= MOST_NAMES || bytes >= MOST_BYTES) {
        read(place, batch);
        batch.clear();
        bytes = 0;
      }
    }
    read(place, batch);
  }

  private void read(PathBytes place, List<Expected> batch) throws IOException, TidemarkException {
    Path names = work.resolve("names");
    try (NulWriter out = new NulWriter(names)) {
      for (Expected expected : batch) {
        out.add(MirrorName.text(expected.path()));
      }
    }
    Map<PathBytes, String> found = new HashMap<>();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Program program = Program.of("xargs", "-0", "-r", "md5sum", "-z", "--");
    try (LogOutputStream errors = messages()) {
      // Its exit status only says that a name is missing in what it printed.
      int unused = host.run(program.in(place).reading(names), output, errors);
    }
    try (NulRecords lines = new NulRecords(new ByteArrayInputStream(output.toByteArray()))) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        String md5 = line.substring(0, MD5_DIGITS);
        found.put(MirrorName.parse(line.substring(MD5_DIGITS + 2)), md5);
      }
    }
    batch.forEach(expected -> judge(expected, found.get(expected.path())));
  }

  private LogOutputStream messages() {
    return new LogOutputStream(0, StandardCharsets.ISO_8859_1) {
      @Override
      protected void processLine(String line, int level) {
        progress.message(line);
      }
    };
  }

  /** A file of another time is not the one that was summed, unless it still has its content. */
  private void judge(Expected expected, String md5) {
    progress.oneDone();
    if (md5 == null) {
      differences.add(new Difference(expected.path(), "cannot be read"));
    } else if (!md5.equals(expected.sum().md5())) {
      if (expected.sameTime()) {
        differences.add(new Difference(expected.path(), "has other content than was backed up"));
      } else {
        unknown++;
      }
    }
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

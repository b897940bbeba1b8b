package org.tidemark.rsync.proof;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.MirrorName;
import org.tidemark.rsync.points.NulWriter;

/**
 * Tells drift from what changed in the meantime: differences at and below names that a list made
 * later holds, or whose directories are gone from the source, are changes. Memory does not grow
 * with the number of names, but for directories of names that are to be gone over, up to {@link
 * #MOST_TO_MEND}. Not thread-safe.
 */
public final class DriftFinder {
  /** With more names than this going over everything is cheaper than going over a list. */
  public static final long MOST_TO_MEND = 200_000;

  private static final int SHOWN = 100;

  /** It has to be gone over, or goes with one that has to. */
  private static final String BY_ITSELF = "!";

  private static final String WITH_ANOTHER = "&";

  /** Tells which directories of the source are there. */
  public interface Directories {
    /**
     * @param names relative to the source
     * @return those that are directories now, and are reached without symbolic links
     */
    Set<String> there(Set<String> names) throws IOException, TidemarkException;
  }

  private final Programs programs;
  private final Directories directories;
  private final Path work;
  private final Map<DriftKind, Long> kinds = new EnumMap<>(DriftKind.class);
  private final List<Drift.Name> first = new ArrayList<>();
  private long changed;
  private long names;
  private long toMend;

  /**
   * @param work an empty local folder
   */
  public DriftFinder(Programs programs, Directories directories, Path work) {
    this.programs = programs;
    this.directories = directories;
    this.work = work;
  }

  /**
   * Tells them apart.
   *
   * @param differences closed
   * @param changes closed
   * @param report gets more lines, one for each name: how it differs, a blank, its path as in text
   *     lists
   */
  public Drift find(Differences differences, Changes changes, Path report)
      throws IOException, TidemarkException {
    Path found = work.resolve("found");
    KeyedRecords.sort(programs, differences.file(), work.resolve("differences-sorted"), work);
    KeyedRecords.sort(programs, changes.file(), work.resolve("changes-sorted"), work);
    try (KeyedRecords sorted = new KeyedRecords(work.resolve("differences-sorted"));
        ChangeCursor cursor = new ChangeCursor(work.resolve("changes-sorted"));
        NulWriter out = new NulWriter(found)) {
      leaveOutChanges(sorted, cursor, out);
    }
    Path mend = work.resolve("mend");
    try (KeyedRecords records = new KeyedRecords(found);
        NulWriter out = new NulWriter(mend);
        BufferedWriter lines = append(report)) {
      count(records, directoriesThere(found), out, lines);
    }
    return new Drift(kinds, names, changed, first, mend, toMend);
  }

  /** What a proof found that was cut short while it mended is told nowhere else. */
  private static BufferedWriter append(Path report) throws IOException {
    return Files.newBufferedWriter(
        report, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void leaveOutChanges(KeyedRecords sorted, ChangeCursor cursor, NulWriter out)
      throws IOException {
    String top = null;
    boolean topChanged = false;
    while (sorted.next()) {
      boolean follows = top != null && SortKey.holds(top, sorted.key());
      boolean isChange = follows ? topChanged : cursor.covers(sorted.key(), isSurplus(sorted));
      if (!follows && Differences.replacesAll(sorted.value())) {
        top = sorted.key();
        topChanged = isChange;
      }
      if (isChange) {
        changed++;
      } else {
        String how = follows ? WITH_ANOTHER : BY_ITSELF;
        out.add(KeyedRecords.record(sorted.key(), how + sorted.value()));
        toMend += follows ? 0 : 1;
      }
    }
  }

  private static boolean isSurplus(KeyedRecords difference) {
    return Differences.kinds(difference.value()).contains(DriftKind.SURPLUS);
  }

  /** Empty where there are so many that all is gone over anyway. */
  private Set<String> directoriesThere(Path found) throws IOException, TidemarkException {
    Set<String> asked = new HashSet<>();
    if (toMend > MOST_TO_MEND) {
      return asked;
    }
    try (KeyedRecords records = new KeyedRecords(found)) {
      while (records.next()) {
        if (records.value().startsWith(BY_ITSELF) && isBelowADirectory(records.key())) {
          asked.add(directory(records.key()));
        }
      }
    }
    return asked.isEmpty() ? asked : directories.there(asked);
  }

  private static boolean isBelowADirectory(String key) {
    String parent = SortKey.parent(key);
    return parent != null && !parent.isEmpty();
  }

  private static String directory(String key) {
    return SortKey.name(SortKey.parent(key)).substring(2);
  }

  private void count(KeyedRecords found, Set<String> there, NulWriter mend, BufferedWriter lines)
      throws IOException {
    boolean all = toMend > MOST_TO_MEND;
    boolean isGone = false;
    while (found.next()) {
      boolean byItself = found.value().startsWith(BY_ITSELF);
      if (byItself) {
        isGone = !all && isBelowADirectory(found.key()) && !there.contains(directory(found.key()));
      }
      if (isGone) {
        changed++;
        toMend -= byItself ? 1 : 0;
      } else {
        String name = SortKey.name(found.key());
        if (byItself) {
          mend.add(name);
        }
        note(name, Differences.kinds(found.value().substring(1)), lines);
      }
    }
  }

  private void note(String name, Set<DriftKind> differing, BufferedWriter lines)
      throws IOException {
    Drift.Name drifted = new Drift.Name(MirrorName.parse(name), differing);
    names++;
    differing.forEach(kind -> kinds.merge(kind, 1L, Long::sum));
    if (first.size() < SHOWN) {
      first.add(drifted);
    }
    lines.write(text(differing) + " ." + drifted.path() + "\n");
  }

  /** In the order of the kinds, with commas. */
  public static String text(Set<DriftKind> kinds) {
    return kinds.stream().sorted().map(DriftKind::text).collect(Collectors.joining(","));
  }
}

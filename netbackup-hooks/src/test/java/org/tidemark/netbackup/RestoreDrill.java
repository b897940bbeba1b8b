package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.netbackup.doubles.Image;
import org.tidemark.netbackup.doubles.Restore;

/** A restore of everything since the last full, made exact. Used by one thread. */
final class RestoreDrill {
  private static final Pattern KEPT =
      Pattern.compile("kept (/.*): newer than the word that removes it");

  private static final String FETCH = "fetch ";
  private static final int PARTIAL = 6;
  private static final int AGAIN = 2;

  private final NetBackupSite site;
  private final String about;

  /** What may be said in the end, apart from nothing. */
  enum Allowed {
    NOTHING,
    /** Something changed below the tree: of that, names may be in no image. */
    PARTIAL
  }

  /** Paths, of the last run. */
  private List<String> kept = List.of();

  /** Paths that were still to be fetched after the last run. */
  private List<String> wanted = List.of();

  /**
   * @param about what a failure begins with
   */
  RestoreDrill(NetBackupSite site, String about) {
    this.site = site;
    this.about = about;
  }

  /**
   * The restored tree.
   *
   * @param since time of the full's image
   */
  ByteTree run(long since, Allowed allowed) {
    List<Image> images = site.netbackup().catalogue().images(image -> image.time() >= since);
    Path into = site.newRestore();
    Restore first = site.netbackup().restoreInto(into).each(images);
    assertThat(Path.of(into + site.state().toString(), "manifests"))
        .as("manifests travel with the images")
        .isDirectory();
    NetBackupSite.Said said = clean(into);
    Set<String> failed = first.failed();
    for (int time = 0; time < AGAIN && isAskedFor(said, into); time++) {
      again(into, images, failed);
      // What failed may have brought back a directory that is in the way of a file.
      failed = Set.of();
      said = clean(into);
    }
    String output = said.output();
    kept = output.lines().map(KEPT::matcher).filter(Matcher::matches).map(m -> m.group(1)).toList();
    wanted =
        output
            .lines()
            .filter(l -> l.startsWith(FETCH))
            .map(l -> l.substring(FETCH.length()))
            .toList();
    boolean blocked = !wanted.isEmpty() && wanted.stream().allMatch(this::holdsWhatWasKept);
    boolean mayBePartial = allowed == Allowed.PARTIAL || namesAnOlderBase(output) || blocked;
    assertThat(said.code())
        .as(() -> about + output + site.explain())
        .isIn(0, mayBePartial ? PARTIAL : 0);
    return site.restoredTree(into);
  }

  /**
   * Whether that name, or some below it, was left and told: a time without a fraction may be later
   * than the list that calls the file gone.
   *
   * @param name the end of its path, from a slash on
   */
  boolean isKept(String name) {
    return kept.stream().anyMatch(path -> (path + "/").contains(name + "/"));
  }

  /**
   * Whether a directory of what was kept stands in place of that file, which was told.
   *
   * @param name the end of its path, from a slash on
   */
  boolean isBlocked(String name) {
    return wanted.stream().anyMatch(path -> path.endsWith(name) && holdsWhatWasKept(path));
  }

  private boolean holdsWhatWasKept(String path) {
    return kept.stream().anyMatch(each -> each.startsWith(path + "/"));
  }

  /** A list that was made while a full was under way names the manifest of the base before it. */
  private static boolean namesAnOlderBase(String output) {
    List<String> doubts = output.lines().filter(line -> line.startsWith("tidemark: ")).toList();
    return !doubts.isEmpty()
        && doubts.stream().allMatch(line -> line.contains("was laid over older backups"));
  }

  private static boolean isAskedFor(NetBackupSite.Said said, Path into) {
    return said.code() == PARTIAL && Files.exists(fetchList(into));
  }

  private NetBackupSite.Said clean(Path into) {
    return site.tidemark(
        List.of("restore-clean", "--root", into.toString(), "--state", site.state().toString()));
  }

  /** Names that something of another kind was in the way of, and further names of such files. */
  private void again(Path into, List<Image> images, Set<String> failed) {
    Set<String> names = new HashSet<>(names(fetchList(into)));
    names.addAll(failed);
    Restore restore = site.netbackup().restoreInto(into);
    for (Image image : images) {
      Restore unused = restore.some(image, image.names().stream().filter(names::contains).toList());
    }
  }

  private static Path fetchList(Path into) {
    return Path.of(into + ".fetch.nul");
  }

  private static List<String> names(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return Stream.of(text.split("\0")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

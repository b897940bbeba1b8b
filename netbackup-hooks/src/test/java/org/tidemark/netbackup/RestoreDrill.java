package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.netbackup.doubles.Image;
import org.tidemark.netbackup.doubles.Restore;

/** A restore of everything since the last full, made exact. Used by one thread. */
final class RestoreDrill {
  private static final int PARTIAL = 6;

  private final NetBackupSite site;

  RestoreDrill(NetBackupSite site) {
    this.site = site;
  }

  /** The restored tree. */
  ByteTree run() {
    List<Image> images = sinceTheFull();
    Path into = site.newRestore();
    Restore unused = site.netbackup().restoreInto(into).each(images);
    assertThat(Path.of(into + site.state().toString(), "manifests"))
        .as("manifests travel with the images")
        .isDirectory();
    NetBackupSite.Said said = clean(into);
    if (said.code() == PARTIAL) {
      again(into, images);
      said = clean(into);
    }
    assertThat(said.code()).as(said.output()).isZero();
    return site.restoredTree(into);
  }

  private List<Image> sinceTheFull() {
    List<Image> all = site.netbackup().catalogue().images();
    long full =
        all.stream()
            .filter(image -> image.policy().equals(NetBackupSite.FULLS))
            .mapToLong(Image::time)
            .max()
            .orElseThrow();
    return all.stream().filter(image -> image.time() >= full).toList();
  }

  private NetBackupSite.Said clean(Path into) {
    return site.tidemark(
        List.of(
            "restore-clean", "--root", into.toString(), "--state", site.state().toString()));
  }

  /** Names that something of another kind was in the way of. */
  private void again(Path into, List<Image> images) {
    Set<String> names = Set.copyOf(fetchList(into));
    Restore restore = site.netbackup().restoreInto(into);
    for (Image image : images) {
      Restore unused = restore.some(image, image.names().stream().filter(names::contains).toList());
    }
  }

  private static List<String> fetchList(Path into) {
    try {
      String text =
          Files.readString(Path.of(into + ".fetch.nul"), StandardCharsets.ISO_8859_1);
      return Stream.of(text.split("\0")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
